using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Hulls;

internal sealed partial class QuickHull
{
    private readonly List<int> _facesWithPoints = [];
    private int[] _nextPoint = [];
    private int[] _released = [];
    private double[] _releasedDistance = [];
    private long[] _releasedOwner = [];
    private int _releasedCount;
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
        double farthest = double.NegativeInfinity;
        foreach (int face in CollectionsMarshal.AsSpan(_facesWithPoints))
        {
            ref Face candidate = ref _faces[face];
            if (candidate.Mark != Mark.Deleted && candidate.Points != None)
            {
                _facesWithPoints[kept++] = face;
                (best, farthest) = candidate.FarthestDistance > farthest ? (face, candidate.FarthestDistance) : (best, farthest);
            }
        }

        CollectionsMarshal.SetCount(_facesWithPoints, kept);
        return best;
    }

    private bool HasPoints(int face) => _faces[face].Mark != Mark.Deleted && _faces[face].Points != None;

    /// <summary>
    /// Gives each released point to the face of the range that it is farthest above; a point above none is inside for good.
    /// </summary>
    private void ClaimReleased(int eye, int firstFace)
    {
        int count = _releasedCount;
        _releasedCount = 0;
        Reserve(ref _releasedDistance, count + Vector256<double>.Count);
        Reserve(ref _releasedOwner, count + Vector256<double>.Count);
        for (int i = 0; i < count; i += Vector256<double>.Count)
        {
            Measure(i, Math.Min(count, i + Vector256<double>.Count), firstFace);
        }

        for (int i = count - 1; i >= 0; i--)
        {
            if (_releasedDistance[i] > Epsilon && _released[i] != eye)
            {
                AddToFace(_released[i], (int)_releasedOwner[i], _releasedDistance[i]);
            }
        }
    }

    // One released point a lane; the lanes behind the last repeat it.
    private void Measure(int first, int end, int firstFace)
    {
        Vector3d a = _points[_released[first]];
        Vector3d b = _points[_released[Math.Min(first + 1, end - 1)]];
        Vector3d c = _points[_released[Math.Min(first + 2, end - 1)]];
        Vector3d d = _points[_released[Math.Min(first + 3, end - 1)]];
        var x = Vector256.Create(a.X, b.X, c.X, d.X);
        var y = Vector256.Create(a.Y, b.Y, c.Y, d.Y);
        var z = Vector256.Create(a.Z, b.Z, c.Z, d.Z);
        var best = Vector256.Create(Epsilon);
        Vector256<long> owner = Vector256<long>.Zero;
        ReadOnlySpan<Face> faces = _faces.AsSpan(firstFace, _faceCount - firstFace);
        for (int i = 0; i < faces.Length; i++)
        {
            ref readonly Face face = ref faces[i];
            if (face.Mark != Mark.Deleted)
            {
                Vector256<double> distance = (x * face.Normal.X) + (y * face.Normal.Y) + (z * face.Normal.Z) - Vector256.Create(face.PlaneOffset);
                Vector256<double> higher = Vector256.GreaterThan(distance, best);
                best = Vector256.ConditionalSelect(higher, distance, best);
                owner = Vector256.ConditionalSelect(higher.AsInt64(), Vector256.Create((long)(firstFace + i)), owner);
            }
        }

        best.CopyTo(_releasedDistance, first);
        owner.CopyTo(_releasedOwner, first);
    }

    private static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, 2 * length);
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

    private void Release(int point)
    {
        Reserve(ref _released, _releasedCount + 1);
        _released[_releasedCount++] = point;
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
                Release(point);
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
