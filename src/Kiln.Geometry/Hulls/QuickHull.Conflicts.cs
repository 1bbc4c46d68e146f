using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private readonly List<int> _facesWithPoints = [];
    private int[] _nextPoint = [];
    private int _unclaimed;
    private int _firstActive;

    private int NextFace() => _vertexBudget < _pointCount ? FarthestFace() : FirstFace();

    // Only new faces gain points, so everything before the first face with points stays without.
    private int FirstFace()
    {
        while (_firstActive < _faceCount && !HasPoints(_firstActive))
        {
            _firstActive++;
        }

        return _firstActive < _faceCount ? _firstActive : None;
    }

    // For the same reason a face without points need not be looked at again.
    private int FarthestFace()
    {
        for (; _firstActive < _faceCount; _firstActive++)
        {
            _facesWithPoints.Add(_firstActive);
        }

        int best = None;
        int kept = 0;
        for (int i = 0; i < _facesWithPoints.Count; i++)
        {
            int face = _facesWithPoints[i];
            if (HasPoints(face))
            {
                _facesWithPoints[kept++] = face;
                best = best == None || _faces[face].FarthestDistance > _faces[best].FarthestDistance ? face : best;
            }
        }

        _facesWithPoints.RemoveRange(kept, _facesWithPoints.Count - kept);
        return best;
    }

    private bool HasPoints(int face) => _faces[face].Mark != Mark.Deleted && _faces[face].Points != None;

    /// <summary>Gives the point to the face of the range that it is farthest above; a point above none is inside for good.</summary>
    private void Claim(int point, int firstFace, int endFace)
    {
        Vector3d position = _points[point];
        double best = Epsilon;
        int owner = None;
        for (int face = firstFace; face < endFace; face++)
        {
            if (_faces[face].Mark == Mark.Deleted)
            {
                continue;
            }

            double distance = Distance(face, position);
            if (distance > best)
            {
                (best, owner) = (distance, face);
            }
        }

        if (owner != None)
        {
            AddToFace(point, owner, best);
        }
    }

    private void AddToFace(int point, int face, double distance)
    {
        ref Face owner = ref _faces[face];
        _nextPoint[point] = owner.Points;
        owner.Points = point;
        if (owner.Farthest == None || distance > owner.FarthestDistance)
        {
            owner.Farthest = point;
            owner.FarthestDistance = distance;
        }
    }

    private void ReleasePoints(int face, int absorber)
    {
        if (face == None)
        {
            return;
        }

        int point = _faces[face].Points;
        _faces[face].Points = None;
        _faces[face].Farthest = None;
        while (point != None)
        {
            int next = _nextPoint[point];
            double distance = absorber == None ? double.NegativeInfinity : Distance(absorber, _points[point]);
            if (distance > Epsilon)
            {
                AddToFace(point, absorber, distance);
            }
            else
            {
                _nextPoint[point] = _unclaimed;
                _unclaimed = point;
            }

            point = next;
        }
    }

    private void ClaimReleased(int eye, int firstFace)
    {
        int point = _unclaimed;
        _unclaimed = None;
        while (point != None)
        {
            int next = _nextPoint[point];
            if (point != eye)
            {
                Claim(point, firstFace, _faceCount);
            }

            point = next;
        }
    }

    private void MarkDeleted(int face)
    {
        _faces[face].Mark = Mark.Deleted;
        _activeFaces--;
    }
}
