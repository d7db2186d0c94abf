import pytest

from index.converters.pdf.view.glyphs import PageFrame


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_place_as_it_is_seen_leads_back_to_the_pages_coordinates(rotation: int) -> None:
    frame = PageFrame(10, 20, 210, 420, rotation)
    left, right, bottom, top = 30.0, 90.0, 120.0, 140.0
    assert frame.placed(frame.shown(left, right, bottom, top)) == pytest.approx((left, right, bottom, top))
