using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private bool _hasSimplex;

    /// <summary>Starts an empty hull for <see cref="Extend"/>.</summary>
    /// <param name="epsilon">See <see cref="Epsilon"/>.</param>
    public void Begin(double epsilon)
    {
        _pointCount = 0;
        _offset = Vector3d.Zero;
        Reset(epsilon);
    }

    /// <summary>Builds the hull of all points that <see cref="Extend"/> was given anew, with another <see cref="Epsilon"/>.</summary>
    public bool Restart(double epsilon, double tolerance)
    {
        Reset(epsilon);
        return Extend([], tolerance);
    }

    /// <summary>
    /// Adds points. False as long as all so far have no extent in some direction. The farthest point is always
    /// added next, until none stands more than the tolerance above the hull.
    /// </summary>
    /// <param name="points">Finite points.</param>
    /// <param name="tolerance">How far points may stay outside.</param>
    public bool Extend(ReadOnlySpan<Vector3d> points, double tolerance)
    {
        int firstNew = _pointCount;
        _pointCount += points.Length;
        Reserve(ref _points, _pointCount);
        Reserve(ref _nextPoint, _pointCount);
        points.CopyTo(_points.AsSpan(firstNew));
        if (_hasSimplex)
        {
            DropDeletedFaces();
            for (int point = firstNew; point < _pointCount; point++)
            {
                Release(point);
            }

            ClaimReleased(None, 0);
        }
        else if (!BuildInitialSimplex())
        {
            return false;
        }

        _hasSimplex = true;
        for (int face = FarthestFace(); face >= 0 && _faces[face].FarthestDistance > tolerance; face = FarthestFace())
        {
            AddPoint(_faces[face].Farthest, face);
        }

        return true;
    }

    private void DropDeletedFaces()
    {
        int kept = 0;
        for (int face = 0; face < _faceCount; face++)
        {
            if (_faces[face].Mark == Mark.Deleted)
            {
                continue;
            }

            _faces[kept] = _faces[face];
            int edge = _faces[face].Edge;
            int steps = 0;
            do
            {
                GuardWalk(ref steps);
                _edges[edge].Face = kept;
                edge = _edges[edge].Next;
            }
            while (edge != _faces[face].Edge);
            kept++;
        }

        _faceCount = kept;
        _firstActive = 0;
        _facesWithPoints.Clear();
    }
}
