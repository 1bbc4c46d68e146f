namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    /// <summary>Takes the neighbour across the edge into the face, along the whole run of edges that the two share.</summary>
    private void MergeAcross(int face, int shared)
    {
        int neighbour = OppositeFace(shared);
        int twin = _edges[shared].Twin;
        int before = _edges[shared].Previous;
        int after = _edges[shared].Next;
        int twinBefore = _edges[twin].Previous;
        int twinAfter = _edges[twin].Next;
        int guard = _faces[face].VertexCount + 1;
        while (OppositeFace(before) == neighbour && guard-- > 0)
        {
            before = _edges[before].Previous;
            twinAfter = _edges[twinAfter].Next;
        }

        while (OppositeFace(after) == neighbour && guard-- > 0)
        {
            twinBefore = _edges[twinBefore].Previous;
            after = _edges[after].Next;
        }

        if (guard <= 0)
        {
            throw new HullTopologyException("two faces of a hull share all their edges");
        }

        int steps = 0;
        for (int edge = twinAfter; edge != _edges[twinBefore].Next; edge = _edges[edge].Next)
        {
            GuardWalk(ref steps);
            _edges[edge].Face = face;
        }

        _faces[face].Edge = after;
        MarkDeleted(neighbour);
        int lostAfter = Connect(face, twinBefore, after);
        int lostBefore = Connect(face, before, twinAfter);
        UpdatePlane(face);
        ReleasePoints(neighbour, face);
        ReleasePoints(lostAfter, face);
        ReleasePoints(lostBefore, face);
    }

    /// <summary>
    /// Makes one edge follow another around the face. Where both look at the same neighbour, the vertex between them has only two
    /// faces left: it goes, and a triangle that would lose its third side goes with it. Returns that triangle, or none.
    /// </summary>
    private int Connect(int face, int edge, int next)
    {
        int neighbour = OppositeFace(edge);
        if (neighbour != OppositeFace(next))
        {
            _edges[edge].Next = next;
            _edges[next].Previous = edge;
            return None;
        }

        if (_faces[face].Edge == edge)
        {
            _faces[face].Edge = next;
        }

        int newTwin;
        int lost = None;
        int nextTwin = _edges[next].Twin;
        if (_faces[neighbour].VertexCount == 3)
        {
            newTwin = _edges[_edges[nextTwin].Previous].Twin;
            MarkDeleted(neighbour);
            lost = neighbour;
        }
        else
        {
            newTwin = _edges[nextTwin].Next;
            if (_faces[neighbour].Edge == _edges[newTwin].Previous)
            {
                _faces[neighbour].Edge = newTwin;
            }

            _edges[newTwin].Previous = _edges[_edges[newTwin].Previous].Previous;
            _edges[_edges[newTwin].Previous].Next = newTwin;
        }

        _edges[next].Previous = _edges[edge].Previous;
        _edges[_edges[next].Previous].Next = next;
        Pair(next, newTwin);
        if (lost == None)
        {
            UpdatePlane(neighbour);
        }

        return lost;
    }
}
