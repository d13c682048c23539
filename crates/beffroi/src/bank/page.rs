use askama::Template;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::convert::{Builder, Shape};
use fast_qr::qr::QRBuilder;
use web::Words;

use crate::demo_page::Introduced;
use crate::registrar::Activation;

#[derive(Template)]
#[template(path = "bank/front.html")]
pub struct FrontPage {
    pub words: Words,
    pub featured: Vec<Introduced>,
    pub others: Vec<Introduced>,
}

#[derive(Template)]
#[template(path = "bank/activation.html")]
pub struct ActivationPage {
    pub words: Words,
    pub name: String,
    pub code: String,
    pub app_uri: String,
    /// The app's address as a QR code, in SVG; empty if it does not fit into one.
    pub qr: String,
    pub days: String,
}

#[derive(Template)]
#[template(path = "bank/failed.html")]
pub struct FailedPage {
    pub words: Words,
}

impl ActivationPage {
    pub fn new(words: Words, name: String, activation: &Activation) -> Self {
        Self {
            words,
            name,
            code: activation.activation_code.clone(),
            app_uri: activation.app_uri.clone(),
            qr: qr(&activation.app_uri),
            days: (activation.expires_in / (24 * 60 * 60)).max(1).to_string(),
        }
    }
}

fn qr(text: &str) -> String {
    let code = QRBuilder::new(text).build();
    code.map(|code| SvgBuilder::default().shape(Shape::Square).to_str(&code)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;
    use crate::country::DemoPerson;
    use crate::demo_page::introduce;
    use crate::people::population;

    #[test]
    fn every_page_is_whole_in_every_language() {
        let people: Vec<_> = population().into_iter().map(DemoPerson::from).collect();
        let texts = super::super::texts().unwrap();
        let activation = Activation {
            activation_code: "4F7K-9QRT-CDGH".to_owned(),
            expires_in: 14 * 24 * 60 * 60,
            app_uri: "http://localhost:8001/app/#activate=4F7K9QRTCDGH".to_owned(),
        };
        for language in Language::ALL {
            let words = || texts.speak(language);
            let (featured, others) = introduce(&people, language);
            let name = others[0].name.clone();
            let pages = [
                FrontPage { words: words(), featured, others }.render().unwrap(),
                ActivationPage::new(words(), name, &activation).render().unwrap(),
                FailedPage { words: words() }.render().unwrap(),
            ];
            for html in pages {
                assert!(!html.contains(">bank-"), "{language}: {html}");
                assert_eq!(html.matches("<h1>").count(), 1);
            }
        }
    }
}
