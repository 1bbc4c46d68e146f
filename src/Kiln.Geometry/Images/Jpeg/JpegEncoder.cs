using System.Buffers;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>
/// Encodes baseline JPEG in JFIF: grey, or YCbCr with the example tables of ITU-T T.81, annex K. Alpha is dropped, since the
/// format has none. The same image and quality give the same bytes.
/// </summary>
public static class JpegEncoder
{
    /// <summary>The bytes of the file.</summary>
    /// <param name="image">The picture, at most 65,535 pixels a side.</param>
    /// <param name="quality">1 to 100; from 90 on colour keeps its full resolution, below that it is halved both ways.</param>
    public static byte[] Encode(PixelImage image, int quality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(image.Width, image.Height), ushort.MaxValue, nameof(image));
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);

        bool grey = image.Channels <= 2;
        int sampling = grey || quality >= 90 ? 1 : 2;
        byte[] luminance = JpegAnnexK.Quantization(JpegAnnexK.LuminanceSteps, quality);
        byte[] chrominance = JpegAnnexK.Quantization(JpegAnnexK.ChrominanceSteps, quality);
        var file = new ArrayBufferWriter<byte>(Math.Max(4096, image.Width * image.Height / 4));
        var header = new JpegHeaderWriter(file);
        header.WriteStart();
        header.WriteQuantization(0, luminance);
        if (!grey)
        {
            header.WriteQuantization(1, chrominance);
        }

        header.WriteFrame(image.Width, image.Height, grey ? 1 : 3, sampling);
        header.WriteHuffman(0x00, JpegAnnexK.LuminanceDc);
        header.WriteHuffman(0x10, JpegAnnexK.LuminanceAc);
        if (!grey)
        {
            header.WriteHuffman(0x01, JpegAnnexK.ChrominanceDc);
            header.WriteHuffman(0x11, JpegAnnexK.ChrominanceAc);
        }

        header.WriteScan(grey ? 1 : 3);
        JpegPlane[] planes = JpegPlane.Of(image, sampling);
        var luminanceCoder = new JpegBlockEncoder(luminance, JpegAnnexK.LuminanceDc, JpegAnnexK.LuminanceAc);
        var chrominanceCoder = new JpegBlockEncoder(chrominance, JpegAnnexK.ChrominanceDc, JpegAnnexK.ChrominanceAc);
        var bits = new JpegBitWriter(file);
        Span<int> predictions = stackalloc int[3];
        predictions.Clear();
        for (int y = 0; y < image.Height; y += 8 * sampling)
        {
            for (int x = 0; x < image.Width; x += 8 * sampling)
            {
                for (int block = 0; block < sampling * sampling; block++)
                {
                    luminanceCoder.Encode(planes[0], x + (8 * (block % sampling)), y + (8 * (block / sampling)), ref predictions[0], bits);
                }

                for (int c = 1; c < planes.Length; c++)
                {
                    chrominanceCoder.Encode(planes[c], x / sampling, y / sampling, ref predictions[c], bits);
                }
            }
        }

        bits.Flush();
        header.WriteEnd();
        return file.WrittenSpan.ToArray();
    }
}
