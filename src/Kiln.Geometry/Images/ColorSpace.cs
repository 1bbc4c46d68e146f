namespace Kiln.Geometry.Images;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1).</summary>
public static class ColorSpace
{
    private static readonly float[] LinearOfByte = MakeTable();

    /// <summary>The linear value, 0–1, of an sRGB value, 0–1.</summary>
    public static float ToLinear(float encoded) =>
        encoded <= 0.04045f ? encoded / 12.92f : MathF.Pow((encoded + 0.055f) / 1.055f, 2.4f);

    /// <summary>The linear value, 0–1, of an sRGB byte.</summary>
    public static float ToLinear(byte encoded) => LinearOfByte[encoded];

    /// <summary>The sRGB value, 0–1, of a linear value, 0–1.</summary>
    public static float FromLinear(float linear) =>
        linear <= 0.0031308f ? linear * 12.92f : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f;

    private static float[] MakeTable()
    {
        var table = new float[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = ToLinear(i / 255f);
        }

        return table;
    }
}
