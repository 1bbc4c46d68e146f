using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private readonly List<int> _horizon = [];
    private readonly Stack<Visit> _visits = new();

    private void AddPoint(int eye, int seenFace)
    {
        FindHorizon(_points[eye], seenFace);
        if (_horizon.Count < 3)
        {
            throw new HullTopologyException("a point of a hull sees all its sides");
        }

        int firstNew = _faceCount;
        int firstSide = None;
        int previousSide = None;
        foreach (int edge in _horizon)
        {
            int face = NewTriangle(eye, Tail(edge), _edges[edge].Head);
            int side = _faces[face].Edge;
            Pair(_edges[side].Previous, _edges[edge].Twin);
            if (previousSide == None)
            {
                firstSide = side;
            }
            else
            {
                Pair(_edges[side].Next, previousSide);
            }

            previousSide = side;
        }

        Pair(_edges[firstSide].Next, previousSide);
        MergeNewFaces(firstNew);
        ClaimReleased(eye, firstNew);
    }

    /// <summary>
    /// Deletes the faces that the eye sees and leaves the edges around them in <see cref="_horizon"/>, in counter-clockwise order:
    /// a depth-first walk that turns at every hidden face.
    /// </summary>
    private void FindHorizon(Vector3d eye, int seenFace)
    {
        _horizon.Clear();
        _visits.Clear();
        MarkDeleted(seenFace);
        ReleasePoints(seenFace, None);
        int first = _faces[seenFace].Edge;
        _visits.Push(new Visit(first, first, Started: false));
        int steps = 0;
        while (_visits.TryPop(out Visit visit))
        {
            GuardWalk(ref steps);
            if (visit.Started && visit.Current == visit.End)
            {
                continue;
            }

            int edge = visit.Current;
            _visits.Push(new Visit(_edges[edge].Next, visit.End, Started: true));
            int face = OppositeFace(edge);
            if (_faces[face].Mark == Mark.Deleted)
            {
                continue;
            }

            if (Distance(face, eye) > Epsilon)
            {
                MarkDeleted(face);
                ReleasePoints(face, None);
                int twin = _edges[edge].Twin;
                _visits.Push(new Visit(_edges[twin].Next, twin, Started: false));
            }
            else
            {
                _horizon.Add(edge);
            }
        }
    }

    private void MergeNewFaces(int firstNew)
    {
        int endNew = _faceCount;
        for (int face = firstNew; face < endNew; face++)
        {
            while (_faces[face].Mark == Mark.Convex && _activeFaces > 4 && MergeOneNeighbour(face, judgedByLargerFace: true))
            {
            }
        }

        for (int face = firstNew; face < endNew; face++)
        {
            if (_faces[face].Mark == Mark.NonConvex)
            {
                _faces[face].Mark = Mark.Convex;
                while (_activeFaces > 4 && MergeOneNeighbour(face, judgedByLargerFace: false))
                {
                }
            }
        }
    }

    /// <summary>
    /// Merges the first neighbour that is coplanar with the face or rises above it. Judged by the larger of the two faces first,
    /// because the plane of a sliver says little; what only the smaller face finds concave waits for a second pass.
    /// </summary>
    private bool MergeOneNeighbour(int face, bool judgedByLargerFace)
    {
        bool convex = true;
        int steps = 0;
        int first = _faces[face].Edge;
        int edge = first;
        do
        {
            GuardWalk(ref steps);
            int twin = _edges[edge].Twin;
            bool fromFace = RiseAcross(edge) > -Epsilon;
            bool fromNeighbour = RiseAcross(twin) > -Epsilon;
            bool larger = _faces[face].Area > _faces[_edges[twin].Face].Area;
            bool merge = judgedByLargerFace ? (larger ? fromFace : fromNeighbour) : fromFace || fromNeighbour;
            if (merge)
            {
                MergeAcross(face, edge);
                return true;
            }

            convex &= !(fromFace || fromNeighbour);
            edge = _edges[edge].Next;
        }
        while (edge != first);

        if (!convex)
        {
            _faces[face].Mark = Mark.NonConvex;
        }

        return false;
    }

    private readonly record struct Visit(int Current, int End, bool Started);
}
