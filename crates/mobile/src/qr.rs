//! QR codes, as pictures inside a page.

use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::qr::QRBuilder;
use web::Fault;

/// An SVG that says nothing to a screen reader: it is described by the text around it.
pub fn picture(address: &str) -> Result<String, Fault> {
    let code = QRBuilder::new(address).build();
    let code = code.map_err(|error| Fault::because(format!("drawing a QR code: {error:?}")))?;
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    Ok(svg.replacen("<svg ", "<svg aria-hidden=\"true\" focusable=\"false\" ", 1))
}
