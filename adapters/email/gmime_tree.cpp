// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/gmime_tree.hpp"

#include "adapters/email/smtp_command.hpp"

namespace earshot::email {
namespace {

void start_gmime() {
    static bool const started = [] {
        g_mime_init();
        return true;
    }();
    static_cast<void>(started);
}

}  // namespace

owned<GMimeMessage> parse_mail(std::string_view raw) {
    start_gmime();
    owned<GMimeStream> const stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    owned<GMimeParser> const parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
    g_mime_parser_set_persist_stream(parser.get(), TRUE);
    return owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

std::string type_of(GMimeObject* object) {
    auto* const type = g_mime_object_get_content_type(object);
    if (!type) return "text/plain";
    auto const text = [](char const* t) { return std::string(t ? t : ""); };
    return lower(text(g_mime_content_type_get_media_type(type)) + "/" +
                 text(g_mime_content_type_get_media_subtype(type)));
}

std::string parameter_of(GMimeObject* object, char const* name) {
    auto const* const value = g_mime_object_get_content_type_parameter(object, name);
    return value ? value : "";
}

bool is_attachment(GMimeObject* object) {
    auto const* const how = g_mime_object_get_disposition(object);
    return how && equal_fold(how, "attachment");
}

std::string bytes_of(GMimePart* part) {
    auto* const content = g_mime_part_get_content(part);
    if (!content) return {};
    owned<GMimeStream> const memory(g_mime_stream_mem_new());
    if (g_mime_data_wrapper_write_to_stream(content, memory.get()) < 0) return {};
    auto const* const bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    return std::string(reinterpret_cast<char const*>(bytes->data), bytes->len);
}

}  // namespace earshot::email
