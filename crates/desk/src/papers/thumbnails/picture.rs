//! Scales a picture down. Files come from outside and may hold anything: size and memory are limited, and
//! a file that cannot be decoded gets no picture.

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use std::io::Cursor;

/// Longer edge of the small picture, in pixels: twice what the page shows, for sharp screens.
const EDGE: u32 = 192;

/// Longest edge that is decoded, in pixels.
const LONGEST_EDGE: u32 = 16_384;

/// Memory that decoding may take, in bytes: a picture of 60 megapixels.
const MEMORY: u64 = 192 * 1024 * 1024;

/// JPEG quality of 100; at this size more makes no visible difference.
const QUALITY: u8 = 75;

/// The format by media type. `None` for a format without small pictures.
pub(super) fn format(content_type: &str) -> Option<ImageFormat> {
    match content_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        _ => None,
    }
}

/// The small picture as JPEG, upright and on white.
pub(super) fn small(content: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_EDGE);
    limits.max_image_height = Some(LONGEST_EDGE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MEMORY {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    if picture.width() > EDGE || picture.height() > EDGE {
        picture = picture.thumbnail(EDGE, EDGE);
    }
    // A phone stores its orientation instead of turning the pixels. Turning the small picture is cheap.
    picture.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&on_white(&picture)).ok()?;
    Some(jpeg)
}

/// JPEG has no transparency: a signature on a transparent ground would become black on black.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(over))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn decoded(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().to_rgb8()
    }

    #[test]
    fn a_picture_becomes_small_and_keeps_its_shape() {
        let wide = RgbaImage::from_pixel(960, 480, Rgba([200, 30, 30, 255]));
        let small = decoded(&small(&png(&wide), ImageFormat::Png).unwrap());
        assert_eq!((small.width(), small.height()), (192, 96));
        let [red, green, _] = small.get_pixel(90, 40).0;
        assert!(red > 180 && green < 60, "{red} {green}");
    }

    #[test]
    fn a_small_picture_is_not_enlarged_and_transparency_becomes_white() {
        let clear = RgbaImage::from_pixel(20, 10, Rgba([0, 0, 0, 0]));
        let small = decoded(&small(&png(&clear), ImageFormat::Png).unwrap());
        assert_eq!((small.width(), small.height()), (20, 10));
        assert!(small.pixels().all(|pixel| pixel.0.iter().all(|value| *value > 250)));
    }

    #[test]
    fn a_file_that_is_no_picture_or_too_large_gets_none() {
        let whole = png(&RgbaImage::from_pixel(400, 400, Rgba([1, 2, 3, 255])));
        assert!(small(&whole[..whole.len() / 2], ImageFormat::Png).is_none(), "cut");
        assert!(small(b"%PDF-1.4", ImageFormat::Jpeg).is_none());
        // A decompression bomb: 60,000 by 60,000 pixels in a few bytes.
        let mut bomb = whole;
        bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        let crc = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert!(small(&bomb, ImageFormat::Png).is_none(), "too large");
    }

    /// CRC-32 of a PNG chunk (PNG specification, annex D).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 }
            })
        })
    }
}
