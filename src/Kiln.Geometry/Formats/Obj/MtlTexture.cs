using System.Globalization;
using System.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Formats.Obj;

/// <summary>A <c>map_</c> statement: a path, as written, with its options.</summary>
/// <param name="Path">The path; it may hold spaces and back-slashes, and may be absolute.</param>
/// <param name="Reference">Wrapping and transform; the image is not known yet.</param>
/// <param name="Strength">The multiplier of a bump or normal map (<c>-bm</c>).</param>
internal sealed record MtlTexture(string Path, TextureReference Reference, float Strength)
{
    /// <summary>Reads what follows the keyword; null when no path is there.</summary>
    public static MtlTexture? Parse(string statement)
    {
        string[] words = statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Vector2 offset = Vector2.Zero;
        Vector2 scale = Vector2.One;
        TextureWrap wrap = TextureWrap.Repeat;
        float strength = 1;
        int at = 0;
        while (at < words.Length && words[at] is ['-', _, ..])
        {
            string option = words[at++];
            float[] numbers = Numbers(words, at, MaxArguments(option));
            switch (option)
            {
                case "-o":
                    offset = Pair(numbers, 0);
                    break;
                case "-s":
                    scale = Pair(numbers, 1);
                    break;
                case "-bm":
                    strength = numbers.Length > 0 ? numbers[0] : 1;
                    break;
                case "-clamp":
                    wrap = at < words.Length && words[at] == "on" ? TextureWrap.ClampToEdge : TextureWrap.Repeat;
                    break;
                default:
                    break;
            }

            at += IsSwitch(option) ? 1 : numbers.Length;
        }

        if (at >= words.Length)
        {
            return null;
        }

        // The path is all that is left, spaces included, so it is cut from the statement and not joined from the words. V runs
        // upward in OBJ and downward in a scene: v → 1 − (s·(1 − v) + o).
        string path = statement[IndexOfWord(statement, at)..].Trim().Trim('"');
        var reference = new TextureReference(-1)
        {
            WrapU = wrap,
            WrapV = wrap,
            Scale = scale,
            Offset = new Vector2(offset.X, 1 - scale.Y - offset.Y),
        };
        return new MtlTexture(path, reference, strength);
    }

    private static int MaxArguments(string option) => option switch
    {
        "-o" or "-s" or "-t" => 3,
        "-mm" => 2,
        "-bm" or "-boost" or "-texres" => 1,
        _ => 0,
    };

    private static bool IsSwitch(string option) => option is "-blendu" or "-blendv" or "-cc" or "-clamp" or "-imfchan" or "-type";

    private static float[] Numbers(string[] words, int at, int max)
    {
        var numbers = new List<float>();
        while (numbers.Count < max && at + numbers.Count < words.Length - 1
            && float.TryParse(words[at + numbers.Count], NumberStyles.Float, CultureInfo.InvariantCulture, out float number)
            && float.IsFinite(number))
        {
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static Vector2 Pair(float[] numbers, float whenAbsent) =>
        new(numbers.Length > 0 ? numbers[0] : whenAbsent, numbers.Length > 1 ? numbers[1] : whenAbsent);

    private static int IndexOfWord(string statement, int word)
    {
        int at = 0;
        for (int i = 0; ; i++)
        {
            while (char.IsWhiteSpace(statement[at]))
            {
                at++;
            }

            if (i == word)
            {
                return at;
            }

            while (!char.IsWhiteSpace(statement[at]))
            {
                at++;
            }
        }
    }
}
