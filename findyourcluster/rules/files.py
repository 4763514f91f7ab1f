"""What is found while files are read, before any rule looks at the site: described here for docs/checks.md."""

from __future__ import annotations

from findyourcluster.rules import met_while_reading

met_while_reading(
    "hash",
    "A # with a space before it begins a note to ourselves: half of a school's name would be gone.",
    where="top",
    bad="title: Question #2",
    good='title: "Question #2"',
)
met_while_reading(
    "yaml",
    "Where the computer cannot tell a name from its value, it would have to guess, and parents would read the guess.",
    where="top",
    bad="title: Cluster 14: our schools",
    good='title: "Cluster 14: our schools"',
)
met_while_reading(
    "duplicate-key",
    "Of two values with one name only one can be shown, perhaps the wrong one.",
    where="top",
    bad="""
        review_by: 2027-05-24
        review_by: 2027-06-24
    """,
    good="review_by: 2027-06-24",
)
met_while_reading(
    "unknown-key",
    "A name that is misspelt does nothing: a page would never be looked at again, and nobody would notice.",
    where="top",
    bad="reveiw_by: 2027-05-24",
    good="review_by: 2027-05-24",
)
met_while_reading(
    "missing-key",
    "Some values are needed: a page without a title cannot be found, nor a school without a name.",
    where="page",
    bad="""
        ---
        titel: Next steps
        ---

        Ring the school.
    """,
    good="""
        ---
        title: Next steps
        ---

        Ring the school.
    """,
)
met_while_reading(
    "wrong-value",
    "A value that is not what its name promises, such as a day that does not exist, would mislead or be left out.",
    where="top",
    bad="checked: 20/11/2026",
    good="checked: 2026-11-20",
)
met_while_reading(
    "wrong-type",
    "A list where one value belongs, or the other way round, cannot be shown.",
    where="top",
    bad="""
        title:
          - Next steps
    """,
    good="title: Next steps",
)
met_while_reading(
    "front-matter",
    "The block at the top of a page is for the computer; where it does not begin and end right, parents would see it.",
    where="page",
    bad="""
        ---
        title: Next steps
        ***

        Ring the school.
    """,
    good="""
        ---
        title: Next steps
        ---

        Ring the school.
    """,
)
met_while_reading(
    "encoding",
    "Letters that were saved in another way show as signs that nobody can read, or hide what stands beside them.",
    where="told",
    bad='a page saved as "ANSI" or "Windows-1252", or with a mark in it that turns letters round',
    good='the same page, saved as "UTF-8", without that mark',
)
met_while_reading(
    "unreadable",
    "What cannot be read cannot be published.",
    where="told",
    bad="data/schools.yaml is missing",
    good="data/schools.yaml is there",
)
met_while_reading(
    "file-name",
    "A file's name becomes its address, which people type and read out, and which must be the same on every computer.",
    where="file",
    bad="content/Next Steps (1).md",
    good="content/next-steps.md",
)
met_while_reading(
    "file-type",
    "Everything in content/ is published: pages end in .md, pictures in .png, .jpg, .webp or .gif. In static/ there are"
    " styles, scripts, pictures and the like, and no pages.",
    where="file",
    bad="content/next-steps.txt",
    good="content/next-steps.md",
)
met_while_reading(
    "file-size",
    "Parents on phones pay for every picture, and wait for it. A page or a list larger than people write is a slip.",
    where="told",
    bad="a photo of 3 MB",
    good="the same photo, saved with less than 1 MB",
)
met_while_reading(
    "symlink",
    "A link to another file could publish something that is nobody else's business.",
    where="told",
    bad="a shortcut in content/, data/, static/ or templates/ to a file elsewhere",
    good="the file itself",
)
met_while_reading(
    "too-deep",
    "What is packed into more boxes than anybody needs is a slip of the hand, and would take the computer for ever.",
    bad="[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    good="[What the words mean](/words/)",
)
met_while_reading(
    "citation",
    "What a page cites is written once, in data/; where it is not there, parents would read a gap.",
    bad="{{ fact: nott }}",
    good="{{ fact: not }}",
)
met_while_reading(
    "stray-braces",
    "Braces are for citing; where they do not cite, parents see them.",
    bad="{ fact: not }",
    good="{{ fact: not }}",
)
met_while_reading(
    "callout",
    "A box that is not written as one is a line of odd signs to parents.",
    bad="""
        !!! rights
            You can ask.
    """,
    good="""
        !!! right
            You can ask.
    """,
)
met_while_reading(
    "left-over",
    "A link or bold words that were not closed, or have a space too many, show as odd signs, and the link is lost.",
    bad="Read [what the words mean] (/words/) first.",
    good="Read [what the words mean](/words/) first.",
)
met_while_reading(
    "indented",
    "Words that begin four spaces in are shown as they are typed, like a program, and run off the side of a phone.",
    bad="""
        Bring with you:

            Notes of what you see at home.
    """,
    good="""
        Bring with you:

        Notes of what you see at home.
    """,
)
met_while_reading(
    "list-gap",
    "Without an empty line above it a list runs on as one long sentence.",
    bad="""
        Bring with you:
        - your notes
        - a friend
    """,
    good="""
        Bring with you:

        - your notes
        - a friend
    """,
)
met_while_reading(
    "list-mark",
    "Only a number with a stop begins a numbered list; others run on as one long sentence.",
    bad="""
        1) Ring the school.
        2) Ring the Helpline.
    """,
    good="""
        1. Ring the school.
        2. Ring the Helpline.
    """,
)
met_while_reading(
    "table",
    "A table that is not written as one is a row of strokes to parents, and cells too many are lost.",
    bad="""
        | day | what |
        | Monday | Coffee morning |
    """,
    good="""
        | day | what |
        |---|---|
        | Monday | Coffee morning |
    """,
)
met_while_reading(
    "open-comment",
    "A note to ourselves that does not end takes the rest of the page with it.",
    bad="<!-- Ann: is this right? Ring the school.",
    good="<!-- Ann: is this right? --> Ring the school.",
)
met_while_reading(
    "program",
    "In the preview only: whatever is wrong with the program itself, the last good pages stay up.",
    where="told",
    bad="the program stops half way",
    good="it does not",
)
met_while_reading(
    "template",
    "In the preview only: a template that cannot be drawn leaves the last good pages up.",
    where="told",
    bad="a template with a tag that is not closed",
    good="every tag is closed",
)
