using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private int[] _nextPoint = [];
    private int _unclaimed;
    private int _firstActive;

    // Only new faces gain points, so everything before the first face with points stays without.
    private int NextFace()
    {
        while (_firstActive < _faceCount && !HasPoints(_firstActive))
        {
            _firstActive++;
        }

        if (_firstActive == _faceCount)
        {
            return None;
        }

        int best = _firstActive;
        if (_vertexBudget != int.MaxValue)
        {
            for (int face = best + 1; face < _faceCount; face++)
            {
                if (HasPoints(face) && _faces[face].FarthestDistance > _faces[best].FarthestDistance)
                {
                    best = face;
                }
            }
        }

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
