"""Places on the National Grid, in metres → latitude and longitude as maps on the web have them (WGS 84).

Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C: the transverse Mercator projection
undone, then the seven-parameter (Helmert) transformation, which is right to about 5 metres.
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, tan

_AIRY = (6_377_563.396, 6_356_256.909)  # the ellipsoid of the grid: its half axes in metres
_WGS84 = (6_378_137.0, 6_356_752.3142)
_SCALE = 0.9996012717  # on the central meridian
_ORIGIN = (radians(49), radians(-2))
_FALSE_ORIGIN = (400_000.0, -100_000.0)  # easting, northing of that origin
_SHIFT = (446.448, -125.157, 542.060)  # metres
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH = -20.4894e-6


def latitude_and_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Degrees, to five decimals: about a metre."""
    return _as_wgs84(*_off_the_grid(easting, northing))


def _meridian(latitude: float) -> float:
    """The length of the meridian from the origin to LATITUDE, in metres on the grid."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = latitude - _ORIGIN[0], latitude + _ORIGIN[0]
    return (
        b
        * _SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _off_the_grid(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude on the ellipsoid of the grid, in radians."""
    a, b = _AIRY
    squared = 1 - b**2 / a**2
    up = northing - _FALSE_ORIGIN[1]
    latitude = up / (a * _SCALE) + _ORIGIN[0]
    while abs(rest := up - _meridian(latitude)) >= 1e-5:  # noqa: PLR2004 (a hundredth of a millimetre, as the guide has it)
        latitude += rest / (a * _SCALE)
    nu = a * _SCALE / (1 - squared * sin(latitude) ** 2) ** 0.5
    rho = a * _SCALE * (1 - squared) / (1 - squared * sin(latitude) ** 2) ** 1.5
    eta = nu / rho - 1
    t, secant = tan(latitude), 1 / cos(latitude)
    east = easting - _FALSE_ORIGIN[0]
    latitude_there = (
        latitude
        - east**2 * t / (2 * rho * nu)
        + east**4 * t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
        - east**6 * t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    )
    longitude = (
        _ORIGIN[1]
        + east * secant / nu
        - east**3 * secant / (6 * nu**3) * (nu / rho + 2 * t**2)
        + east**5 * secant / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
        - east**7 * secant / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    )
    return latitude_there, longitude


def _as_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    a, b = _AIRY
    nu = a / (1 - (1 - b**2 / a**2) * sin(latitude) ** 2) ** 0.5
    point = (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        nu * b**2 / a**2 * sin(latitude),
    )
    (x, y, z), (rx, ry, rz), s = point, _TURN, 1 + _STRETCH
    x, y, z = (
        _SHIFT[0] + s * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + s * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + s * z,
    )
    a, b = _WGS84
    squared, flat = 1 - b**2 / a**2, hypot(x, y)
    found = atan2(z, flat * (1 - squared))
    for _ in range(10):  # it settles after three or four
        nu = a / (1 - squared * sin(found) ** 2) ** 0.5
        found = atan2(z + squared * nu * sin(found), flat)
    return round(degrees(found), 5), round(degrees(atan2(y, x)), 5)
