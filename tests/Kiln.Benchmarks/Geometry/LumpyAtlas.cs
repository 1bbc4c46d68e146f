using System.Numerics;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.Benchmarks.Geometry;

/// <summary>
/// The lumpy ball as assets are: smooth normals, and texture coordinates in an atlas that shows each of the icosahedron's 20 faces in a
/// cell of its own, so that vertices are doubled along 30 seams.
/// </summary>
internal static class LumpyAtlas
{
    private const int Columns = 5;
    private const int Rows = 4;
    private const int Charts = Columns * Rows;

    // Charts keep apart, as texture filters ask.
    private const float Margin = 0.02f;

    public static TriangleMesh Build(int subdivisions, int seed)
    {
        SurfaceMesh surface = Spheres.Lumpy(1, subdivisions, seed);
        SurfaceMesh faces = Spheres.Icosphere(1, 0);
        Vector3d[] smooth = SmoothNormals(surface);
        var vertices = new Dictionary<(int Chart, int Vertex), int>(surface.Vertices.Length * 9 / 8);
        List<Vector3> positions = [];
        List<Vector3> normals = [];
        List<Vector2> texCoords = [];
        int[] indices = new int[surface.Triangles.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            // Subdivision keeps what comes from a face together.
            int chart = (int)((long)i * Charts / indices.Length);
            int vertex = surface.Triangles[i];
            if (!vertices.TryGetValue((chart, vertex), out indices[i]))
            {
                vertices.Add((chart, vertex), indices[i] = positions.Count);
                positions.Add((Vector3)surface.Vertices[vertex]);
                normals.Add((Vector3)smooth[vertex]);
                texCoords.Add(InAtlas(chart, faces, surface.Vertices[vertex]));
            }
        }

        return new() { Positions = [.. positions], Indices = indices, Normals = [.. normals], TexCoords0 = [.. texCoords] };
    }

    /// <summary>Whether two texture coordinates are of one chart, and so near each other on the surface.</summary>
    public static bool AreOfOneChart(Vector2 a, Vector2 b) => Cell(a) == Cell(b);

    private static Vector2 Cell(Vector2 texCoord) => new(MathF.Floor(texCoord.X * Columns), MathF.Floor(texCoord.Y * Rows));

    // By the weights of the face's corners where the ray from the origin passes it.
    private static Vector2 InAtlas(int chart, SurfaceMesh faces, Vector3d point)
    {
        Vector3d a = faces.Vertices[faces.Triangles[chart * 3]];
        Vector3d b = faces.Vertices[faces.Triangles[(chart * 3) + 1]];
        Vector3d c = faces.Vertices[faces.Triangles[(chart * 3) + 2]];
        double ofA = Vector3d.Dot(point, Vector3d.Cross(b, c));
        double ofB = Vector3d.Dot(point, Vector3d.Cross(c, a));
        double ofC = Vector3d.Dot(point, Vector3d.Cross(a, b));
        var inCell = new Vector2((float)(ofB / (ofA + ofB + ofC)), (float)(ofC / (ofA + ofB + ofC)));
        Vector2 padded = new Vector2(Margin) + (inCell * (1 - (2 * Margin)));
        return new(((chart % Columns) + padded.X) / Columns, ((chart / Columns) + padded.Y) / Rows);
    }

    private static Vector3d[] SmoothNormals(SurfaceMesh surface)
    {
        var sums = new Vector3d[surface.Vertices.Length];
        ReadOnlySpan<int> corners = surface.Triangles;
        for (int h = 0; h < corners.Length; h += 3)
        {
            Vector3d a = surface.Vertices[corners[h]];
            Vector3d cross = Vector3d.Cross(surface.Vertices[corners[h + 1]] - a, surface.Vertices[corners[h + 2]] - a);
            sums[corners[h]] += cross;
            sums[corners[h + 1]] += cross;
            sums[corners[h + 2]] += cross;
        }

        return Array.ConvertAll(sums, sum => sum.Normalized());
    }
}
