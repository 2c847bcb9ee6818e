//! An HTML page made of text, which is escaped when it is added.

use std::fmt::Write as _;

/// The style sheet; it keeps the visitor's colours and text size.
pub(super) const STYLE: &str = include_str!("page.css");

/// A page.
pub(super) struct Page {
    language: &'static str,
    title: String,
    body: String,
}

impl Page {
    pub(super) fn new(language: &'static str, title: &str) -> Self {
        Self { language, title: title.to_owned(), body: String::new() }
    }

    pub(super) fn to_html(&self) -> String {
        let title = escape(&self.title);
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\"/page.css\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{}</main>\n\
             <footer>nt24-sandbox</footer>\n</body>\n</html>\n",
            self.language, self.body
        )
    }

    pub(super) fn text(&mut self, text: &str) {
        self.element("p", "", text);
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.element("h2", "", text);
    }

    /// A message that screen readers announce at once.
    pub(super) fn alert(&mut self, text: &str) {
        self.element("p", " class=\"alert\" role=\"alert\"", text);
    }

    pub(super) fn list(&mut self, items: impl Iterator<Item = String>) {
        self.body.push_str("<ul>\n");
        for item in items {
            self.element("li", "", &item);
        }
        self.body.push_str("</ul>\n");
    }

    /// A form that is sent to this path of the sandbox. `files` allows file inputs.
    pub(super) fn form(&mut self, action: &str, files: bool, fill: impl FnOnce(&mut Self)) {
        let encoding = if files { " enctype=\"multipart/form-data\"" } else { "" };
        self.put(format_args!("<form method=\"post\" action=\"{}\"{encoding}>\n", escape(action)));
        fill(self);
        self.body.push_str("</form>\n");
    }

    /// Radio buttons; the first one is selected.
    pub(super) fn choice(&mut self, legend: &str, name: &str, options: &[(&str, &str)]) {
        self.put(format_args!("<fieldset>\n<legend>{}</legend>\n", escape(legend)));
        for (at, (value, label)) in options.iter().enumerate() {
            let checked = if at == 0 { " checked" } else { "" };
            self.put(format_args!(
                "<label class=\"choice\"><input type=\"radio\" name=\"{}\" value=\"{}\"{checked}> {}</label>\n",
                escape(name),
                escape(value),
                escape(label)
            ));
        }
        self.body.push_str("</fieldset>\n");
    }

    pub(super) fn select(&mut self, label: &str, name: &str, options: &[(String, String)]) {
        let name = escape(name);
        self.put(format_args!(
            "<label for=\"{name}\">{}</label>\n<select id=\"{name}\" name=\"{name}\">\n",
            escape(label)
        ));
        for (value, label) in options {
            self.put(format_args!("<option value=\"{}\">{}</option>\n", escape(value), escape(label)));
        }
        self.body.push_str("</select>\n");
    }

    /// A field for up to 500 characters.
    pub(super) fn text_area(&mut self, label: &str, name: &str) {
        let name = escape(name);
        self.put(format_args!(
            "<label for=\"{name}\">{}</label>\n<textarea id=\"{name}\" name=\"{name}\" rows=\"3\" maxlength=\"500\"></textarea>\n",
            escape(label)
        ));
    }

    pub(super) fn input(&mut self, label: &str, name: &str, kind: &str, attributes: &'static str) {
        let name = escape(name);
        self.put(format_args!(
            "<label for=\"{name}\">{}</label>\n<input id=\"{name}\" name=\"{name}\" type=\"{}\"{attributes}>\n",
            escape(label),
            escape(kind)
        ));
    }

    /// The buttons of a form, each with its value for `name`.
    pub(super) fn buttons(&mut self, name: &str, buttons: &[(&str, &str)]) {
        self.body.push_str("<p class=\"buttons\">");
        for (value, label) in buttons {
            self.put(format_args!(
                "<button name=\"{}\" value=\"{}\">{}</button> ",
                escape(name),
                escape(value),
                escape(label)
            ));
        }
        self.body.push_str("</p>\n");
    }

    fn element(&mut self, element: &str, attributes: &str, text: &str) {
        self.put(format_args!("<{element}{attributes}>{}</{element}>\n", escape(text)));
    }

    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(arguments);
    }
}

/// Escapes text for an element and for a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let hostile = "</title><script a='b' c=\"d\">&";
        let mut page = Page::new("en", hostile);
        page.text(hostile);
        page.alert(hostile);
        page.list(std::iter::once(hostile.to_owned()));
        page.form(hostile, false, |page| {
            page.choice(hostile, hostile, &[(hostile, hostile)]);
            page.select(hostile, hostile, &[(hostile.to_owned(), hostile.to_owned())]);
            page.text_area(hostile, hostile);
            page.input(hostile, hostile, hostile, "");
            page.buttons(hostile, &[(hostile, hostile)]);
        });
        let html = page.to_html();
        assert!(!html.contains("<script") && !html.contains("a='b'") && !html.contains("\"d\""), "{html}");
        assert!(html.contains("&lt;script a=&#39;b&#39; c=&quot;d&quot;&gt;&amp;"));
    }
}
