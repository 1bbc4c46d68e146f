using System.Globalization;
using System.Text;

namespace Kiln.SimReady.Validation;

/// <summary>The corners of a plain OBJ file of triangles, as a reader that knows nothing of who wrote it finds them.</summary>
/// <param name="Positions">x, y, z of each vertex; NaN for what is no number.</param>
/// <param name="Triangles">Three vertex indices per face, from 0; −1 for what is no number.</param>
internal sealed record ObjVertices(IReadOnlyList<float> Positions, IReadOnlyList<int> Triangles)
{
    /// <summary>Reads the file's <c>v</c> and <c>f</c> lines.</summary>
    public static ObjVertices Read(ReadOnlyMemory<byte> file)
    {
        List<float> positions = [];
        List<int> triangles = [];
        foreach (string line in Encoding.UTF8.GetString(file.Span).Split('\n'))
        {
            string[] words = line.Split(' ');
            if (words[0] == "v")
            {
                positions.AddRange(words.Skip(1).Select(
                    word => float.TryParse(word, CultureInfo.InvariantCulture, out float number) ? number : float.NaN));
            }
            else if (words[0] == "f")
            {
                triangles.AddRange(words.Skip(1).Select(
                    word => int.TryParse(word.Split('/')[0], CultureInfo.InvariantCulture, out int index) ? index - 1 : -1));
            }
        }

        return new(positions, triangles);
    }
}
