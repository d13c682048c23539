//! Reads a QR code off the SVG that a page shows, as the camera of a phone does off the screen.

use std::collections::BTreeSet;

/// How many pixels a module of the code is wide.
const SCALE: usize = 4;

/// The text in the code, whose dark modules the picture's path draws as `Mx,yh1v1h-1`.
pub fn read(svg: &str) -> Option<String> {
    let dark = modules(svg);
    let side = dark.iter().flat_map(|(x, y)| [*x, *y]).max()? + 5;
    let is_dark = |x: usize, y: usize| dark.contains(&(x / SCALE, y / SCALE));
    let size = side * SCALE;
    let mut image = rqrr::PreparedImage::prepare_from_bitmap(size, size, is_dark);
    let grid = image.detect_grids().into_iter().next()?;
    grid.decode().ok().map(|(_, text)| text)
}

fn modules(svg: &str) -> BTreeSet<(usize, usize)> {
    let paths = svg.split(" d=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let steps = paths.flat_map(|path| path.split('M').skip(1));
    let squares = steps.filter_map(|step| {
        let (x, rest) = step.split_once(',')?;
        let y = rest.strip_suffix("h1v1h-1")?;
        Some((x.parse().ok()?, y.parse().ok()?))
    });
    squares.collect()
}
