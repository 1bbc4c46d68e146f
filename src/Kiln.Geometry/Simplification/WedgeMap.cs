using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Simplification;

/// <summary>
/// Decides which wedge takes the place of each wedge of a vanishing vertex. On either side of the collapsed edge it is the wedge that the
/// triangle there has at the other end; so attributes never jump across a seam and triangles keep their material.
/// </summary>
internal sealed class WedgeMap
{
    private const int None = -1;

    private readonly WorkingMesh _mesh;
    private readonly SpokeTable _spokes;
    private readonly VertexKinds _kinds;
    private readonly AttributeTable _attributes;
    private readonly AttributeQuadrics? _quadrics;
    private readonly double[] _fitted;
    private readonly double[] _ofFrom;
    private readonly double[] _ofTo;
    private readonly List<(int Wedge, int Mesh, int Target)> _pairs = [];

    public WedgeMap(
        WorkingMesh mesh, SpokeTable spokes, VertexKinds kinds, AttributeTable attributes, AttributeQuadrics? quadrics)
    {
        _mesh = mesh;
        _spokes = spokes;
        _kinds = kinds;
        _attributes = attributes;
        _quadrics = quadrics;
        _fitted = new double[attributes.Channels];
        _ofFrom = new double[attributes.Channels];
        _ofTo = new double[attributes.Channels];
        Target = mesh.HasSeams ? [.. Enumerable.Range(0, mesh.VertexCount)] : [];
    }

    /// <summary>Where each wedge went, at any time; itself when it stayed. Empty when there are no seams, as places then say it all.</summary>
    public int[] Target { get; }

    /// <summary>Lets the one wedge of a place stand for that of another too, with the attributes that fit best where it goes.</summary>
    /// <param name="from">The interior place that vanishes.</param>
    /// <param name="to">The interior place that stays.</param>
    /// <param name="place">Where it goes.</param>
    public void MergeInterior(int from, int to, Vector3d place)
    {
        int fromVertex = _mesh.VertexAt[from];
        int toVertex = _mesh.VertexAt[to];
        if (_mesh.HasSeams)
        {
            Target[fromVertex] = toVertex;
        }

        if (_quadrics is not null)
        {
            _quadrics.Merge(fromVertex, toVertex);
            Fit(_mesh.MeshOfVertex(toVertex), fromVertex, toVertex, place);
        }
    }

    /// <summary>
    /// Enters the targets of all wedges of a place, and lets the wedges that stay stand for those that went; or returns false and
    /// changes nothing.
    /// </summary>
    public bool TryMerge(int from, int to)
    {
        if (!_mesh.HasSeams)
        {
            _quadrics?.Merge(_mesh.VertexAt[from], _mesh.VertexAt[to]);
            return true;
        }

        if (!TryPair(from, to))
        {
            return false;
        }

        foreach ((int wedge, _, int target) in _pairs)
        {
            Target[wedge] = target;
            _quadrics?.Merge(wedge, target);
        }

        return true;
    }

    /// <summary>Has what is known of a place's attributes brought near, as they will be asked for soon.</summary>
    public void Prefetch(int place)
    {
        if (_quadrics is not null)
        {
            _quadrics.Prefetch(_mesh.VertexAt[place]);
            _attributes.Prefetch(_mesh.VertexAt[place]);
        }
    }

    private bool TryPair(int from, int to)
    {
        _pairs.Clear();
        bool relaxed = _kinds.AreSeamsRelaxed && _kinds[from] == VertexKind.Complex;
        foreach (int h in _spokes.CornersAt(from))
        {
            int next = EdgeTable.Next(h);
            int previous = EdgeTable.Previous(h);
            int across = _mesh.Corners[next] == to ? next : _mesh.Corners[previous] == to ? previous : None;
            if (!Enter(_mesh.Wedges[h], _mesh.MeshOf[h / 3], across < 0 ? None : _mesh.Wedges[across], relaxed))
            {
                return false;
            }
        }

        for (int i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Target == None)
            {
                _pairs[i] = _pairs[i] with { Target = relaxed ? Nearest(_pairs[i].Wedge, _pairs[i].Mesh, to) : None };
            }

            if (_pairs[i].Target == None)
            {
                return false;
            }
        }

        return true;
    }

    private void Fit(int mesh, int from, int to, Vector3d place)
    {
        if (!_quadrics!.TryFit(to, place, _fitted))
        {
            return;
        }

        // Where attributes bend sharply the best fit may lie far outside of what is there.
        _attributes.Read(mesh, from, _ofFrom);
        _attributes.Read(mesh, to, _ofTo);
        double spread = 0;
        for (int i = 0; i < _fitted.Length; i++)
        {
            spread = Math.Max(spread, Math.Abs(_ofFrom[i] - _ofTo[i]));
        }

        for (int i = 0; i < _fitted.Length; i++)
        {
            _fitted[i] = Math.Clamp(_fitted[i], Math.Min(_ofFrom[i], _ofTo[i]) - spread, Math.Max(_ofFrom[i], _ofTo[i]) + spread);
        }

        _attributes.Write(mesh, to, _fitted);
    }

    private bool Enter(int wedge, int mesh, int target, bool relaxed)
    {
        for (int i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Wedge == wedge)
            {
                if (_pairs[i].Target == None)
                {
                    _pairs[i] = (wedge, mesh, target);
                }

                return relaxed || target == None || _pairs[i].Target == target;
            }
        }

        _pairs.Add((wedge, mesh, target));
        return true;
    }

    private int Nearest(int wedge, int mesh, int to)
    {
        int nearest = None;
        float least = float.PositiveInfinity;
        foreach (int h in _spokes.CornersAt(to))
        {
            float distance = _mesh.MeshOf[h / 3] == mesh ? _attributes.Distance(wedge, _mesh.Wedges[h]) : float.PositiveInfinity;
            if (distance < least)
            {
                least = distance;
                nearest = _mesh.Wedges[h];
            }
        }

        return nearest;
    }
}
