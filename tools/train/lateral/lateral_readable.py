"""What of a drawn picture anybody could read."""
import cv2
import numpy as np


def is_seen(points, field):
    """Whether a body lies in the field."""
    x, y = points.round().astype(int).T
    inside = (x >= 3) & (y >= 3) & (x < field.shape[1] - 3) & (y < field.shape[0] - 3)
    return inside.all() and field[y, x].all()


def plate_shows(image, plate, inwards):
    """Whether the picture is brighter within a plate than beyond it, along most of it, within 1.5 mm of where it is said to lie: of eight pieces
    the mean is three times its own error."""
    steps = np.linspace(0.08, 0.92, 8)[:, None]
    at = np.where(steps < 0.5, plate[0] + 2 * steps * (plate[1] - plate[0]), plate[1] + (2 * steps - 1) * (plate[2] - plate[1]))
    profile = np.array([at_places(image, at + d * inwards) for d in np.arange(-4, 4.1, 0.5)])  # depths x pieces
    for centre in range(5, 12):
        step = profile[centre + 1:centre + 5].mean(0) - profile[centre - 4:centre].mean(0)
        if step.mean() > 3 * max(step.std(ddof=1), 1e-6) / np.sqrt(len(step)):
            return True
    return False


def at_places(image, xy):
    return cv2.remap(image, xy[None, :, 0].astype(np.float32), xy[None, :, 1].astype(np.float32), cv2.INTER_LINEAR)[0]


def shows(image, points):
    """Both plates do: what is saturated, or drowned in noise or in what lies before it, has no truth that anybody could read."""
    down = (points[3:] - points[:3]).mean(0)
    down = down / np.hypot(*down)
    return plate_shows(image, points[:3], down) and plate_shows(image, points[3:], -down)


def readable(picture):
    """Whether two bodies or more show, and a third of those in the field."""
    seen = [shows(picture.image, points) for points in picture.points.values() if is_seen(points, picture.field)]
    return sum(seen) >= max(2, len(seen) / 3)
