using System.Runtime.Intrinsics;

namespace Kiln.Geometry.Images.Jpeg;

/// <summary>The 8 × 8 cosine transforms (ITU-T T.81, A.3.3), eight columns at a time.</summary>
internal static class JpegTransform
{
    private const float C1 = 0.49039264f;
    private const float C2 = 0.46193977f;
    private const float C3 = 0.41573481f;
    private const float C4 = 0.35355339f;
    private const float C5 = 0.27778512f;
    private const float C6 = 0.19134172f;
    private const float C7 = 0.09754516f;

    /// <summary>Zigzag place to natural place (figure A.6).</summary>
    public static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Coefficients to samples.</summary>
    /// <param name="coefficients">64 coefficients in natural order.</param>
    /// <param name="quantization">64 steps in natural order.</param>
    /// <param name="samples">Where the block's first sample goes.</param>
    /// <param name="stride">Samples from row to row.</param>
    public static void Inverse(ReadOnlySpan<short> coefficients, ReadOnlySpan<float> quantization, Span<byte> samples, int stride)
    {
        Span<Vector256<float>> rows = stackalloc Vector256<float>[8];
        for (int i = 0; i < 8; i++)
        {
            Vector128<short> row = Vector128.Create(coefficients[(8 * i)..]);
            (Vector128<int> low, Vector128<int> high) = Vector128.Widen(row);
            rows[i] = Vector256.ConvertToSingle(Vector256.Create(low, high)) * Vector256.Create(quantization[(8 * i)..]);
        }

        InverseColumns(rows);
        Transpose(rows);
        InverseColumns(rows);
        Transpose(rows);
        var half = Vector256.Create(128.5f);
        for (int i = 0; i < 8; i++)
        {
            Vector256<float> shifted = Vector256.Min(Vector256.Max(rows[i] + half, Vector256<float>.Zero), Vector256.Create(255f));
            Vector256<int> integers = Vector256.ConvertToInt32(Vector256.Floor(shifted));
            Vector128<short> words = Vector128.Narrow(integers.GetLower(), integers.GetUpper());
            Vector64<byte> bytes = Vector128.Narrow(words.AsUInt16(), words.AsUInt16()).GetLower();
            bytes.CopyTo(samples[(i * stride)..]);
        }
    }

    /// <summary>Samples, already centred about zero, to coefficients; both in natural order.</summary>
    public static void Forward(Span<float> block)
    {
        Span<Vector256<float>> rows = stackalloc Vector256<float>[8];
        for (int i = 0; i < 8; i++)
        {
            rows[i] = Vector256.Create<float>(block[(8 * i)..]);
        }

        ForwardColumns(rows);
        Transpose(rows);
        ForwardColumns(rows);
        Transpose(rows);
        for (int i = 0; i < 8; i++)
        {
            rows[i].CopyTo(block[(8 * i)..]);
        }
    }

    private static void InverseColumns(Span<Vector256<float>> s)
    {
        Vector256<float> t0 = (s[0] + s[4]) * C4;
        Vector256<float> t1 = (s[0] - s[4]) * C4;
        Vector256<float> t2 = (s[2] * C6) - (s[6] * C2);
        Vector256<float> t3 = (s[2] * C2) + (s[6] * C6);
        Vector256<float> o0 = (s[1] * C1) + (s[3] * C3) + (s[5] * C5) + (s[7] * C7);
        Vector256<float> o1 = (s[1] * C3) - (s[3] * C7) - (s[5] * C1) - (s[7] * C5);
        Vector256<float> o2 = (s[1] * C5) - (s[3] * C1) + (s[5] * C7) + (s[7] * C3);
        Vector256<float> o3 = (s[1] * C7) - (s[3] * C5) + (s[5] * C3) - (s[7] * C1);
        (s[0], s[7]) = (t0 + t3 + o0, t0 + t3 - o0);
        (s[1], s[6]) = (t1 + t2 + o1, t1 + t2 - o1);
        (s[2], s[5]) = (t1 - t2 + o2, t1 - t2 - o2);
        (s[3], s[4]) = (t0 - t3 + o3, t0 - t3 - o3);
    }

    private static void ForwardColumns(Span<Vector256<float>> x)
    {
        Vector256<float> a0 = x[0] + x[7];
        Vector256<float> a1 = x[1] + x[6];
        Vector256<float> a2 = x[2] + x[5];
        Vector256<float> a3 = x[3] + x[4];
        Vector256<float> b0 = x[0] - x[7];
        Vector256<float> b1 = x[1] - x[6];
        Vector256<float> b2 = x[2] - x[5];
        Vector256<float> b3 = x[3] - x[4];
        x[0] = (a0 + a1 + a2 + a3) * C4;
        x[4] = (a0 - a1 - a2 + a3) * C4;
        x[2] = ((a0 - a3) * C2) + ((a1 - a2) * C6);
        x[6] = ((a0 - a3) * C6) - ((a1 - a2) * C2);
        x[1] = (b0 * C1) + (b1 * C3) + (b2 * C5) + (b3 * C7);
        x[3] = (b0 * C3) - (b1 * C7) - (b2 * C1) - (b3 * C5);
        x[5] = (b0 * C5) - (b1 * C1) + (b2 * C7) + (b3 * C3);
        x[7] = (b0 * C7) - (b1 * C5) + (b2 * C3) - (b3 * C1);
    }

    private static void Transpose(Span<Vector256<float>> rows)
    {
        Span<float> block = stackalloc float[64];
        for (int i = 0; i < 8; i++)
        {
            rows[i].CopyTo(block[(8 * i)..]);
        }

        for (int i = 0; i < 8; i++)
        {
            rows[i] = Vector256.Create(block[i], block[8 + i], block[16 + i], block[24 + i], block[32 + i], block[40 + i], block[48 + i], block[56 + i]);
        }
    }
}
