//! Reading and rewriting `index.html` as text. It is our own file, so plain searching is enough.

/// Returns the page with the base name of the trainer's files in `<meta name="trainer">`.
pub fn with_trainer(html: &str, base: &str) -> Option<String> {
    let (from, to) = content_of_meta(html, "name=\"trainer\"")?;
    Some(format!("{}{base}{}", &html[..from], &html[to..]))
}

/// Returns the Content-Security-Policy that the page sets for itself.
pub fn policy(html: &str) -> Option<&str> {
    let (from, to) = content_of_meta(html, "http-equiv=\"Content-Security-Policy\"")?;
    Some(&html[from..to])
}

/// Returns what is before, in and after the first module script that has no `src`.
pub fn split_inline_module(html: &str) -> Option<(&str, &str, &str)> {
    let mut searched = 0;
    loop {
        let start = searched + html[searched..].find("<script")?;
        let body = start + html[start..].find('>')? + 1;
        let end = body + html[body..].find("</script>")?;
        let tag = &html[start..body];
        searched = end + "</script>".len();
        if tag.contains("type=\"module\"") && !tag.contains(" src=") {
            return Some((&html[..start], html[body..end].trim(), &html[searched..]));
        }
    }
}

/// Returns the style sheets of the page in their order, and the page without them.
pub fn without_styles(html: &str) -> (Vec<String>, String) {
    const START: &str = "<link rel=\"stylesheet\" href=\"./";
    let mut parts = html.split(START);
    let mut rest = parts.next().unwrap_or_default().trim_end().to_owned();
    let mut names = Vec::new();
    for part in parts {
        let (name, behind) = part.split_once('"').unwrap_or((part, ""));
        names.push(name.to_owned());
        let behind = behind.split_once('>').map_or("", |(_, behind)| behind);
        rest.push_str(behind.trim_end());
    }
    (names, rest)
}

/// Returns the page with a style sheet behind its title.
pub fn with_style(html: &str, name: &str) -> Option<String> {
    let (before, after) = html.split_once("</title>")?;
    Some(format!(
        "{before}</title>\n    <link rel=\"stylesheet\" href=\"./{name}\">{after}"
    ))
}

/// Finds where the `content` of the meta element with this attribute begins and ends.
fn content_of_meta(html: &str, attribute: &str) -> Option<(usize, usize)> {
    let at = html.find(attribute)?;
    let start = html[..at].rfind("<meta")?;
    let end = start + html[start..].find('>')?;
    let from = start + html[start..end].find("content=\"")? + "content=\"".len();
    let to = from + html[from..end].find('"')?;
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trainer_is_named() {
        let html = "<meta charset=\"utf-8\"><meta name=\"trainer\" content=\"trainer\"><p>";
        assert_eq!(
            with_trainer(html, "trainer-12ab").unwrap(),
            "<meta charset=\"utf-8\"><meta name=\"trainer\" content=\"trainer-12ab\"><p>"
        );
        assert_eq!(
            with_trainer("<meta name=\"viewport\" content=\"x\">", "t"),
            None
        );
    }

    #[test]
    fn style_sheets_are_taken_out_and_one_put_in() {
        let html = "<title>T</title>\n <link rel=\"stylesheet\" href=\"./a-1.css\"/>\n \
            <link rel=\"stylesheet\" href=\"./b-2.css\"/>\n<p>";
        let (names, rest) = without_styles(html);
        assert_eq!(names, ["a-1.css", "b-2.css"]);
        assert_eq!(rest, "<title>T</title>\n<p>");
        let styled = with_style(&rest, "s.css").unwrap();
        assert!(
            styled.starts_with("<title>T</title>\n    <link rel=\"stylesheet\" href=\"./s.css\">")
        );
        assert_eq!(with_style("<p>", "s.css"), None);
    }

    #[test]
    fn the_order_of_attributes_does_not_matter() {
        let html = "<meta content=\"default-src 'self'\" http-equiv=\"Content-Security-Policy\">";
        assert_eq!(policy(html), Some("default-src 'self'"));
    }

    #[test]
    fn the_inline_module_is_found_behind_other_scripts() {
        let html = "<script src=\"a.js\" type=\"module\"></script><script>b</script>\
                    <script type=\"module\" nonce=\"x\">\nboot()\n</script><body>";
        let (before, script, after) = split_inline_module(html).unwrap();
        assert!(before.ends_with("<script>b</script>"));
        assert_eq!(script, "boot()");
        assert_eq!(after, "<body>");
        assert_eq!(split_inline_module("<script src=\"a.js\"></script>"), None);
    }
}
