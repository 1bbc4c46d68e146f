using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// The triangles around each place, in compressed rows: for each the other two corners in winding order. Arrays are reused from pass
/// to pass.
/// </summary>
internal sealed class SpokeTable
{
    private readonly int[] _starts;
    private readonly Spoke[] _spokes;
    private readonly int[]? _corners;

    public SpokeTable(WorkingMesh mesh)
    {
        _starts = new int[mesh.Places.Length + 2];
        _spokes = new Spoke[mesh.CornerCount + 1];
        _corners = mesh.HasSeams ? new int[mesh.CornerCount] : null;
    }

    public ReadOnlySpan<Spoke> Around(int place) => _spokes.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);

    /// <summary>For each spoke of a place the corner of the triangle that stands there; only where there are seams.</summary>
    public ReadOnlySpan<int> CornersAt(int place) => _corners.AsSpan(_starts[place], _starts[place + 1] - _starts[place]);

    /// <summary>Has the spokes of a place brought near, as they will be asked for soon.</summary>
    public void Prefetch(int place) => CacheHint.Prefetch(ref _spokes[_starts[place]], 64);

    public void Build(WorkingMesh mesh)
    {
        int[] corners = mesh.Corners;
        Span<int> starts = _starts.AsSpan(0, mesh.PlaceCount + 2);
        starts.Clear();
        ReadOnlySpan<int> used = corners.AsSpan(0, mesh.CornerCount);
        foreach (int place in used)
        {
            starts[place + 2]++;
        }

        for (int i = 2; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        // Filled one place late, the starts end up where they belong.
        for (int h = 0; h + 2 < used.Length; h += 3)
        {
            int a = used[h];
            int b = used[h + 1];
            int c = used[h + 2];
            int atA = starts[a + 1]++;
            int atB = starts[b + 1]++;
            int atC = starts[c + 1]++;
            _spokes[atA] = new(b, c);
            _spokes[atB] = new(c, a);
            _spokes[atC] = new(a, b);
            if (_corners is not null)
            {
                _corners[atA] = h;
                _corners[atB] = h + 1;
                _corners[atC] = h + 2;
            }
        }
    }

    /// <summary>The two other corners of a triangle, in winding order.</summary>
    public readonly record struct Spoke(int Next, int Previous);
}
