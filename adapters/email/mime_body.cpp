// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/mime_body.hpp"

#include "adapters/email/charset.hpp"
#include "adapters/email/flowed.hpp"
#include "adapters/email/gmime_tree.hpp"
#include "adapters/email/html_text.hpp"
#include "adapters/email/smtp_command.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>

namespace earshot::email {
namespace {

constexpr std::string_view nested_mark = "---------- Forwarded message ----------\n";

std::size_t boundary_lines(std::string_view raw) {
    std::size_t n = raw.starts_with("--") ? 1 : 0;
    for (auto at = raw.find("\n--"); at != std::string_view::npos; at = raw.find("\n--", at + 3)) ++n;
    return n;
}

constexpr std::size_t pasted_photo = 10 * 1024;

struct node {
    GMimeObject* object{};
    std::size_t depth{};
    bool related{};  // a part of a page; pictures in it are taken like files, for mail programs paste them so
};

class body_reader {
public:
    body_reader(mime_limits limits, mime_body& into) : limits_(limits), out_(into) {}

    void read(GMimeObject* root) {
        auto const type = type_of(root);
        // A report that a person passes on is evidence; only a mail that is a report is one.
        is_report_ = type == "multipart/report" || type == "message/delivery-status" ||
                     type == "message/disposition-notification";
        if (is_report_) out_.report = mime_body::report_kind::other;
        survey(root);
        gather(root);
        if (out_.text.size() > limits_.text) {
            out_.text.resize(limits_.text);
            note("the end of a very long text was cut off");
        }
    }

private:
    void note(std::string text) {
        if (std::find(out_.notes.begin(), out_.notes.end(), text) == out_.notes.end())
            out_.notes.push_back(std::move(text));
    }

    void suspect() {
        out_.suspect = true;
        note("built in an unusual way: it may not have been read as a whole");
    }

    bool room(std::size_t depth) {
        if (depth < limits_.depth && seen_ < limits_.parts) return true;
        suspect();
        return false;
    }

    // Every part once: files, reports, and what cannot be read.
    void survey(GMimeObject* root) {
        std::deque<node> todo{{root, 0, false}};
        while (!todo.empty()) {
            auto const n = todo.front();
            todo.pop_front();
            if (!room(n.depth)) return;
            ++seen_;
            auto const type = type_of(n.object);
            special(n.object, type);
            if (GMIME_IS_MULTIPART(n.object)) {
                auto* const m = GMIME_MULTIPART(n.object);
                bool const related = type == "multipart/related";
                auto const count = std::min<std::size_t>(
                    static_cast<std::size_t>(std::max(0, g_mime_multipart_get_count(m))), limits_.parts + 1);
                for (std::size_t i = 0; i < count; ++i)
                    todo.push_back({g_mime_multipart_get_part(m, static_cast<int>(i)), n.depth + 1, related});
            } else if (GMIME_IS_MESSAGE_PART(n.object)) {
                auto* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(n.object));
                if (out_.report == mime_body::report_kind::none) out_.nested_mail = true;
                if (auto* const part = inner ? g_mime_message_get_mime_part(inner) : nullptr)
                    todo.push_back({part, n.depth + 1, false});
            } else if (is_file(n, type)) {
                take_file(n);
            }
        }
    }

    // Its name and its declared type are not taken along: the first may say who wrote, the second may lie.
    void take_file(node const& n) {
        auto* const object = n.object;
        if (n.related && !is_attachment(object)) {
            // A photo pasted into the page is evidence; the small ones are logos and buttons.
            if (limits_.files == 0 || !GMIME_IS_PART(object) || bytes_of(GMIME_PART(object)).size() < pasted_photo) return;
        }
        if (limits_.files == 0) {
            ++out_.files_refused;
        } else if (!GMIME_IS_PART(object) || out_.files.size() >= limits_.files) {
            out_.files_not_taken.push_back(GMIME_IS_PART(object) ? file_refusal::many : file_refusal::kind);
        } else {
            auto bytes = bytes_of(GMIME_PART(object));
            bool const large = bytes.size() > limits_.file;
            if (large) out_.files_not_taken.push_back(file_refusal::large);
            else out_.files.push_back({body(std::move(bytes))});
        }
    }

    static bool is_file(node const& n, std::string const& type) {
        static constexpr std::array<std::string_view, 12> no_files{"application/pgp-signature",
                                                                   "application/pkcs7-signature",
                                                                   "application/x-pkcs7-signature",
                                                                   "application/pgp-encrypted",
                                                                   "application/pkcs7-mime",
                                                                   "application/x-pkcs7-mime",
                                                                   "application/ms-tnef",
                                                                   "application/vnd.ms-tnef",
                                                                   "message/delivery-status",
                                                                   "message/disposition-notification",
                                                                   "text/calendar",
                                                                   "text/rfc822-headers"};
        if (std::find(no_files.begin(), no_files.end(), type) != no_files.end()) return false;
        if (is_attachment(n.object)) return true;
        return n.related ? type.starts_with("image/") : !readable(type);
    }

    static bool readable(std::string const& type) {
        return type == "text/plain" || type == "text/html" || type == "text/markdown" || type == "text/enriched";
    }

    void special(GMimeObject* object, std::string const& type) {
        if (type == "multipart/encrypted" || type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime")
            note("encrypted: could not be read");
        if (type == "application/ms-tnef" || type == "application/vnd.ms-tnef")
            note("a part in Outlook's own format (winmail.dat) could not be read");
        if (type == "text/calendar") note("a calendar entry was not kept");
        if (type == "text/vcard" || type == "text/x-vcard") note("a contact card was not kept");
        if (is_report_ && type == "message/delivery-status") delivery_status(object);
    }

    // Action and Status alone: the fields beside them hold addresses.
    void delivery_status(GMimeObject* object) {
        if (!GMIME_IS_PART(object)) return;
        auto const bytes = bytes_of(GMIME_PART(object));
        std::string_view rest(bytes);
        for (int lines = 0; !rest.empty() && lines < 500; ++lines) {
            auto const end = rest.find('\n');
            auto const line = lower(rest.substr(0, std::min<std::size_t>(end, 200)));
            rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
            if (line.starts_with("action:") && keyword(line.substr(7)) == "failed")
                out_.report = mime_body::report_kind::failed;
            if (!line.starts_with("status:")) continue;
            auto const code = keyword(line.substr(7));
            bool const digits = code.find_first_not_of("0123456789.\r") == std::string::npos;
            if (digits && out_.status.empty()) out_.status = code.substr(0, code.find('\r'));
        }
    }

    // The text of a leaf; `html` when it had to be made out of HTML.
    std::string text_of(GMimeObject* object, std::string const& type) {
        auto bytes = bytes_of(GMIME_PART(object));
        // Far more than is kept in the end; bounds the work that one part can make when it is looked at twice.
        if (bytes.size() > limits_.part) {
            bytes.resize(limits_.part);
            note("the end of a very long text was cut off");
        }
        auto text = presentable(to_utf8(bytes, parameter_of(object, "charset")));
        if (type == "text/html") {
            auto page = html_to_text(text);
            if (page.hidden_dropped) note("hidden text dropped");
            return presentable(page.text);
        }
        if (equal_fold(parameter_of(object, "format"), "flowed"))
            text = unflow(text, equal_fold(parameter_of(object, "delsp"), "yes"));
        if (text.find("-----BEGIN PGP MESSAGE-----") != std::string::npos) note("encrypted: could not be read");
        return text;
    }

    // The readable parts in order; alternatives are decided on the way.
    void gather(GMimeObject* root) {
        std::vector<node> todo{{root, 0, false}};  // a stack: the next part is at the back
        seen_ = 0;
        while (!todo.empty() && out_.text.size() <= limits_.text) {
            auto const n = todo.back();
            todo.pop_back();
            if (!room(n.depth)) return;
            ++seen_;
            auto const type = type_of(n.object);
            if (GMIME_IS_MESSAGE_PART(n.object)) {
                auto* const inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(n.object));
                auto* const part = inner ? g_mime_message_get_mime_part(inner) : nullptr;
                if (!part || out_.report != mime_body::report_kind::none) continue;
                append(std::string(nested_mark));
                todo.push_back({part, n.depth + 1, false});
            } else if (GMIME_IS_MULTIPART(n.object)) {
                children(n, type, todo);
            } else if (GMIME_IS_PART(n.object) && readable(type) && !is_attachment(n.object)) {
                append(text_of(n.object, type));
            }
        }
    }

    void children(node const& n, std::string const& type, std::vector<node>& todo) {
        auto* const m = GMIME_MULTIPART(n.object);
        auto const total = static_cast<std::size_t>(std::max(0, g_mime_multipart_get_count(m)));
        auto const count = std::min(total, limits_.parts + 1);
        auto const child = [&](std::size_t i) { return g_mime_multipart_get_part(m, static_cast<int>(i)); };
        if (count == 0 || type == "multipart/encrypted") return;
        if (type == "multipart/alternative") return alternative(n, m, count, todo);
        if (type == "multipart/signed") return todo.push_back({child(0), n.depth + 1, false});
        if (type == "multipart/related") return todo.push_back({related_root(n.object, m, count), n.depth + 1, true});
        for (std::size_t i = count; i > 0; --i) todo.push_back({child(i - 1), n.depth + 1, false});
    }

    static GMimeObject* related_root(GMimeObject* object, GMimeMultipart* m, std::size_t count) {
        auto const start = parameter_of(object, "start");
        for (std::size_t i = 0; !start.empty() && i < count; ++i) {
            auto* const part = g_mime_multipart_get_part(m, static_cast<int>(i));
            auto const* const id = g_mime_object_get_content_id(part);
            if (id && (start == id || start == "<" + std::string(id) + ">")) return part;
        }
        return g_mime_multipart_get_part(m, 0);
    }

    // RFC 2046 5.1.4 says the last one that can be shown; the plain text is safer when it is there and says the same.
    void alternative(node const& n, GMimeMultipart* m, std::size_t count, std::vector<node>& todo) {
        GMimeObject *plain = nullptr, *rich = nullptr;
        for (std::size_t i = 0; i < count; ++i) {
            auto* const part = g_mime_multipart_get_part(m, static_cast<int>(i));
            auto const type = type_of(part);
            if (type == "text/plain" && GMIME_IS_PART(part))
                plain = part;
            else if (type == "text/html" || GMIME_IS_MULTIPART(part))
                rich = part;
        }
        if (!plain && !rich) plain = g_mime_multipart_get_part(m, 0);
        if (!plain) return todo.push_back({rich, n.depth + 1, false});
        auto text = GMIME_IS_PART(plain) ? text_of(plain, type_of(plain)) : std::string();
        auto const words = size_without_space(text);
        if (!rich) return append(text);
        auto const* const page = first_html(rich, n.depth + 1);
        auto const rich_words = page ? size_without_space(text_of(GMIME_OBJECT(page), "text/html")) : 0;
        if (words > 0 && words * 5 >= rich_words) return append(text);
        if (rich_words == 0 && words > 0) return append(text);
        todo.push_back({rich, n.depth + 1, false});
    }

    GMimePart* first_html(GMimeObject* from, std::size_t depth) {
        std::vector<node> todo{{from, depth, false}};
        for (std::size_t looked = 0; !todo.empty() && looked < 50; ++looked) {
            auto const n = todo.back();
            todo.pop_back();
            if (n.depth >= limits_.depth) continue;
            if (GMIME_IS_PART(n.object) && type_of(n.object) == "text/html") return GMIME_PART(n.object);
            if (!GMIME_IS_MULTIPART(n.object)) continue;
            auto* const m = GMIME_MULTIPART(n.object);
            for (int i = std::min(g_mime_multipart_get_count(m), 50); i > 0; --i)
                todo.push_back({g_mime_multipart_get_part(m, i - 1), n.depth + 1, false});
        }
        return nullptr;
    }

    static std::size_t size_without_space(std::string_view text) {
        return static_cast<std::size_t>(
            std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20; }));
    }

    void append(std::string const& text) {
        if (!out_.text.empty() && !out_.text.ends_with('\n')) out_.text += '\n';
        out_.text += text;
    }

    mime_limits limits_;
    mime_body& out_;
    std::size_t seen_{};
    bool is_report_{};
};

}  // namespace

mime_body read_body(std::string_view raw, mail_headers const& headers, mime_limits limits) {
    mime_body out;
    auto const as_plain = [&](std::string_view bytes) {
        out.text = presentable(to_utf8(bytes.substr(0, limits.text), {}));
    };
    if (!headers.present) {
        as_plain(raw);
        return out;
    }
    if (headers.over_limit || boundary_lines(raw) > limits.boundary_lines) {
        out.suspect = true;
        out.notes.emplace_back("built in an unusual way: only its beginning could be read");
        as_plain(raw.substr(std::min(headers.body, raw.size())).substr(0, 16 * 1024));
        return out;
    }
    auto const message = parse_mail(raw);
    auto* const root = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
    if (root)
        body_reader(limits, out).read(root);
    else
        as_plain(raw.substr(std::min(headers.body, raw.size())));
    // A cut inside a letter.
    if (!valid_utf8(out.text)) out.text = to_utf8(out.text, "utf-8");
    return out;
}

}  // namespace earshot::email
