namespace Kiln.Geometry.Images.Jpeg;

/// <summary>A Huffman table as a file holds it.</summary>
/// <param name="Counts">Numbers of codes of length 1 to 16.</param>
/// <param name="Values">Their values in order of the codes.</param>
internal sealed record JpegHuffmanCode(byte[] Counts, byte[] Values)
{
    /// <summary>Code and length of every value (ITU-T T.81, annex C); length 0 where there is none.</summary>
    public (int Code, int Length)[] Codes()
    {
        var codes = new (int Code, int Length)[256];
        int code = 0;
        int place = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < Counts[length - 1]; i++)
            {
                codes[Values[place++]] = (code++, length);
            }
        }

        return codes;
    }
}
