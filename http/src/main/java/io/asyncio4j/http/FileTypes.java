package io.asyncio4j.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The media types of files. */
final class FileTypes {

    /** A type for each line, and the extensions that mean it. */
    private static final String TABLE = """
            application/epub+zip epub
            application/gzip gz
            application/java-archive jar
            application/json json map
            application/ld+json jsonld
            application/manifest+json webmanifest
            application/msword doc
            application/ogg ogx
            application/pdf pdf
            application/postscript ai eps ps
            application/rtf rtf
            application/vnd.android.package-archive apk
            application/vnd.ms-excel xls
            application/vnd.ms-fontobject eot
            application/vnd.ms-powerpoint ppt
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.text odt
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/vnd.rar rar
            application/wasm wasm
            application/x-7z-compressed 7z
            application/x-bzip2 bz2
            application/x-sh sh
            application/x-tar tar
            application/x-xz xz
            application/xhtml+xml xhtml
            application/xml xml xsd xsl xslt
            application/yaml yaml yml
            application/zip zip
            application/zstd zst
            audio/aac aac
            audio/flac flac
            audio/midi mid midi
            audio/mp4 m4a
            audio/mpeg mp3
            audio/ogg oga ogg opus
            audio/wav wav
            audio/webm weba
            font/otf otf
            font/ttf ttf
            font/woff woff
            font/woff2 woff2
            image/apng apng
            image/avif avif
            image/bmp bmp
            image/gif gif
            image/heic heic
            image/jpeg jpeg jpg
            image/jxl jxl
            image/png png
            image/svg+xml svg
            image/tiff tif tiff
            image/vnd.microsoft.icon ico
            image/webp webp
            text/calendar ics
            text/css css
            text/csv csv
            text/html htm html
            text/javascript cjs js mjs
            text/markdown markdown md
            text/plain conf ini log text toml txt
            text/tab-separated-values tsv
            text/vcard vcf
            text/vtt vtt
            video/mp2t ts
            video/mp4 m4v mp4
            video/mpeg mpeg mpg
            video/ogg ogv
            video/quicktime mov
            video/webm webm
            video/x-matroska mkv
            video/x-msvideo avi
            """;

    private static final Map<String, MediaType> BY_EXTENSION = new HashMap<>();

    static {
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" ");
            MediaType type = MediaType.parse(words[0]);
            if (type.type().equals("text")) {
                type = type.withCharset(StandardCharsets.UTF_8);
            }
            for (int i = 1; i < words.length; i++) {
                BY_EXTENSION.put(words[i], type);
            }
        }
    }

    private FileTypes() {}

    static MediaType of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, MediaType.OCTET_STREAM);
    }
}
