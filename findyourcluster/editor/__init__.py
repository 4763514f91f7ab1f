"""The editing screen: a page on this machine that changes the very files that people edit by hand.

`desk` does what is asked for, `history` keeps what stood there before, `forms` describes a record as boxes to fill,
`server` shows it all to a browser. Nothing else knows that it exists.
"""
