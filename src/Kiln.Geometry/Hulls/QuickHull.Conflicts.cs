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
            if (HasPoints(face))
            {
                _facesWithPoints[kept++] = face;
                double distance = _faces[face].FarthestDistance;
                (best, farthest) = distance > farthest ? (face, distance) : (best, farthest);
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
        int last = end - 1;
        var points = Vector3dx4.Load(
            in _points[_released[first]],
            in _points[_released[Math.Min(first + 1, last)]],
            in _points[_released[Math.Min(first + 2, last)]],
            in _points[_released[Math.Min(first + 3, last)]]);
        var best = Vector256.Create(Epsilon);
        Vector256<long> owner = Vector256<long>.Zero;
        ReadOnlySpan<Face> faces = _faces.AsSpan(firstFace, _faceCount - firstFace);
        for (int i = 0; i < faces.Length; i++)
        {
            ref readonly Face face = ref faces[i];
            if (face.Mark != Mark.Deleted)
            {
                Vector256<double> distance = Vector3dx4.Dot(points, Vector3dx4.Broadcast(face.Normal)) - Vector256.Create(face.PlaneOffset);
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
