using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Geometry.Numerics;

/// <summary>
/// Four vectors side by side, one component of all four in each register. Every lane is computed by the operations of
/// <see cref="Vector3d"/> in the same order, so results are bit-equal to its, on any processor.
/// </summary>
internal readonly struct Vector3dx4(Vector256<double> x, Vector256<double> y, Vector256<double> z)
{
    public readonly Vector256<double> X = x;
    public readonly Vector256<double> Y = y;
    public readonly Vector256<double> Z = z;

    public Vector256<double> LengthSquared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Dot(this, this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 operator +(Vector3dx4 a, Vector3dx4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 operator -(Vector3dx4 a, Vector3dx4 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 operator *(Vector3dx4 a, Vector256<double> s) => new(a.X * s, a.Y * s, a.Z * s);

    /// <summary>One vector in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 Broadcast(Vector3d v) => new(Vector256.Create(v.X), Vector256.Create(v.Y), Vector256.Create(v.Z));

    /// <summary>Four vectors from anywhere in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 Load(ref readonly Vector3d a, ref readonly Vector3d b, ref readonly Vector3d c, ref readonly Vector3d d)
    {
        Transpose(Vector256.Create(Start(in a), Start(in c)), Vector256.Create(Start(in b), Start(in d)), out Vector256<double> x, out Vector256<double> y);
        return new(x, y, Vector256.Create(a.Z, b.Z, c.Z, d.Z));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Dot(Vector3dx4 a, Vector3dx4 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 Cross(Vector3dx4 a, Vector3dx4 b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    /// <summary>Each lane of the first where the mask is set, else of the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3dx4 Select(Vector256<double> mask, Vector3dx4 a, Vector3dx4 b) => new(
        Vector256.ConditionalSelect(mask, a.X, b.X), Vector256.ConditionalSelect(mask, a.Y, b.Y), Vector256.ConditionalSelect(mask, a.Z, b.Z));

    /// <summary>From pairs of numbers of items 0 and 2, and of items 1 and 3, the first and second numbers of all four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(Vector256<double> even, Vector256<double> odd, out Vector256<double> first, out Vector256<double> second)
    {
        if (Avx.IsSupported)
        {
            first = Avx.UnpackLow(even, odd);
            second = Avx.UnpackHigh(even, odd);
        }
        else
        {
            first = Vector256.Create(even[0], odd[0], even[2], odd[2]);
            second = Vector256.Create(even[1], odd[1], even[3], odd[3]);
        }
    }

    /// <summary>The vector of one lane.</summary>
    public Vector3d Lane(int lane) => new(X[lane], Y[lane], Z[lane]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Start(ref readonly Vector3d v) =>
        Vector128.LoadUnsafe(ref Unsafe.As<Vector3d, double>(ref Unsafe.AsRef(in v)));
}
