using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Spatial;

namespace Kiln.Geometry.Remeshing;

/// <summary>
/// Winding numbers on a lattice around a surface. The number is harmonic off the surface, so blocks that the surface does not pass and
/// whose corners agree are all inside or all outside: only the others are sampled finely.
/// </summary>
internal sealed class WindingGrid
{
    /// <summary>Where inside begins.</summary>
    public const float Threshold = 0.5f;

    private const int Block = 4;
    private const int Margin = 1;

    private WindingGrid(Vector3d origin, double pitch, int sizeX, int sizeY, int sizeZ)
    {
        Origin = origin;
        Pitch = pitch;
        (SizeX, SizeY, SizeZ) = (sizeX, sizeY, sizeZ);
        Values = new float[sizeX * sizeY * sizeZ];
    }

    public Vector3d Origin { get; }

    public double Pitch { get; }

    public int SizeX { get; }

    public int SizeY { get; }

    public int SizeZ { get; }

    /// <summary>Values with X running fastest, then Y, then Z.</summary>
    public float[] Values { get; }

    public Vector3d Point(int x, int y, int z) => Origin + (new Vector3d(x, y, z) * Pitch);

    public int Index(int x, int y, int z) => (((z * SizeY) + y) * SizeX) + x;

    /// <summary>Samples a surface with the given number of steps along the longest side of its box.</summary>
    public static WindingGrid Sample(SurfaceMesh mesh, int resolution, CancellationToken cancellationToken)
    {
        Bounds3d bounds = mesh.Bounds;
        Vector3d size = bounds.Size;
        double pitch = Math.Max(size.X, Math.Max(size.Y, size.Z)) / resolution;
        int Steps(double length) => ((((int)Math.Ceiling(length / pitch) + (2 * Margin) + Block - 1) / Block) * Block) + 1;

        // Off the box's corner by an odd share, so that lattice planes do not lie in faces along the axes.
        Vector3d origin = bounds.Min - (new Vector3d(0.6180, 0.5773, 0.6434) * pitch * Margin);
        var grid = new WindingGrid(origin, pitch, Steps(size.X), Steps(size.Y), Steps(size.Z));
        var winding = new WindingNumber(mesh.Vertices, mesh.Triangles, cancellationToken);
        grid.Fill(winding, mesh, cancellationToken);
        return grid;
    }

    private void Fill(WindingNumber winding, SurfaceMesh mesh, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, (SizeZ / Block) + 1, options, bz =>
        {
            for (int y = 0; y < SizeY; y += Block)
            {
                for (int x = 0; x < SizeX; x += Block)
                {
                    Values[Index(x, y, bz * Block)] = (float)winding.At(Point(x, y, bz * Block));
                }
            }
        });

        bool[] passed = BlocksPassed(mesh);
        bool[] needed = new bool[Values.Length];
        Spread(passed, needed);
        Parallel.For(0, SizeZ, options, z =>
        {
            for (int i = Index(0, 0, z); i < Index(0, 0, z) + (SizeX * SizeY); i++)
            {
                if (needed[i])
                {
                    int inSlice = i - Index(0, 0, z);
                    Values[i] = (float)winding.At(Point(inSlice % SizeX, inSlice / SizeX, z));
                }
            }
        });
        ClearRim();
    }

    // Doubled sheets can reach the threshold even outside the box; the surface must close before the lattice ends.
    private void ClearRim()
    {
        for (int i = 0; i < Values.Length; i++)
        {
            (int x, int y, int z) = (i % SizeX, i / SizeX % SizeY, i / (SizeX * SizeY));
            bool rim = x == 0 || y == 0 || z == 0 || x == SizeX - 1 || y == SizeY - 1 || z == SizeZ - 1;
            Values[i] = rim ? Math.Min(Values[i], 0) : Values[i];
        }
    }

    // Fills uniform blocks with the value of a corner and asks for samples everywhere in the others.
    private void Spread(bool[] passed, bool[] needed)
    {
        (int nx, int ny) = (SizeX / Block, SizeY / Block);
        for (int b = 0; b < passed.Length; b++)
        {
            (int x, int y, int z) = (b % nx * Block, b / nx % ny * Block, b / (nx * ny) * Block);
            bool fine = passed[b] || !CornersAgree(x, y, z);
            float value = Values[Index(x, y, z)];
            for (int k = z; k <= z + Block; k++)
            {
                for (int j = y; j <= y + Block; j++)
                {
                    for (int i = x; i <= x + Block; i++)
                    {
                        int at = Index(i, j, k);
                        bool isCorner = (i - x) % Block == 0 && (j - y) % Block == 0 && (k - z) % Block == 0;
                        if (!isCorner)
                        {
                            needed[at] |= fine;
                            Values[at] = value;
                        }
                    }
                }
            }
        }
    }

    private bool CornersAgree(int x, int y, int z)
    {
        bool first = Values[Index(x, y, z)] >= Threshold;
        for (int corner = 1; corner < 8; corner++)
        {
            int i = x + ((corner & 1) * Block);
            int j = y + ((corner >> 1 & 1) * Block);
            int k = z + ((corner >> 2) * Block);
            if (Values[Index(i, j, k)] >= Threshold != first)
            {
                return false;
            }
        }

        return true;
    }

    private bool[] BlocksPassed(SurfaceMesh mesh)
    {
        (int nx, int ny, int nz) = (SizeX / Block, SizeY / Block, SizeZ / Block);
        bool[] passed = new bool[nx * ny * nz];
        double scale = 1 / (Pitch * Block);
        var pending = new Stack<(Vector3d A, Vector3d B, Vector3d C)>();
        for (int t = 0; t < mesh.Triangles.Length; t += 3)
        {
            Vector3d Corner(int i) => (mesh.Vertices[mesh.Triangles[t + i]] - Origin) * scale;
            pending.Push((Corner(0), Corner(1), Corner(2)));
            while (pending.TryPop(out (Vector3d A, Vector3d B, Vector3d C) part))
            {
                Bounds3d box = Bounds3d.Of([part.A, part.B, part.C]);
                if (Math.Max(box.Size.X, Math.Max(box.Size.Y, box.Size.Z)) > 1)
                {
                    // Boxes of large triangles hold much that the triangle does not pass: halve them across their longest side.
                    (Vector3d a, Vector3d b, Vector3d c) = LongestFirst(part.A, part.B, part.C);
                    Vector3d middle = (a + b) * 0.5;
                    pending.Push((a, middle, c));
                    pending.Push((middle, b, c));
                    continue;
                }

                for (int z = (int)box.Min.Z; z <= (int)box.Max.Z && z < nz; z++)
                {
                    for (int y = (int)box.Min.Y; y <= (int)box.Max.Y && y < ny; y++)
                    {
                        for (int x = (int)box.Min.X; x <= (int)box.Max.X && x < nx; x++)
                        {
                            passed[(((z * ny) + y) * nx) + x] = true;
                        }
                    }
                }
            }
        }

        return passed;
    }

    private static (Vector3d A, Vector3d B, Vector3d C) LongestFirst(Vector3d a, Vector3d b, Vector3d c)
    {
        double ab = (a - b).LengthSquared;
        double bc = (b - c).LengthSquared;
        double ca = (c - a).LengthSquared;
        return ab >= bc && ab >= ca ? (a, b, c) : bc >= ca ? (b, c, a) : (c, a, b);
    }
}
