using Kiln.Geometry.Numerics;

namespace Kiln.Geometry.Mass;

/// <summary>Orthonormal eigenvectors of a symmetric 3×3 matrix by cyclic Jacobi sweeps (Golub and Van Loan, section 8.5).</summary>
internal static class JacobiEigenvectors
{
    private const int MaximumSweeps = 32;

    /// <summary>A right-handed set of eigenvectors as the columns of a map; their order is not defined.</summary>
    public static Affine3d Of(SymmetricTensor3d matrix)
    {
        Span<double> a = [matrix.XX, matrix.XY, matrix.XZ, matrix.XY, matrix.YY, matrix.YZ, matrix.XZ, matrix.YZ, matrix.ZZ];
        Span<double> v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        double scale = Math.Abs(matrix.XX) + Math.Abs(matrix.YY) + Math.Abs(matrix.ZZ);
        for (int sweep = 0; sweep < MaximumSweeps; sweep++)
        {
            if (Math.Abs(a[1]) + Math.Abs(a[2]) + Math.Abs(a[5]) <= 1e-17 * scale)
            {
                break;
            }

            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        var x = new Vector3d(v[0], v[3], v[6]).Normalized();
        var y = new Vector3d(v[1], v[4], v[7]);
        y = (y - (x * Vector3d.Dot(x, y))).Normalized();
        return new(x, y, Vector3d.Cross(x, y), Vector3d.Zero);
    }

    // Makes a[p, q] zero by a rotation in the plane of axes p and q.
    private static void Rotate(Span<double> a, Span<double> v, int p, int q)
    {
        double apq = a[(p * 3) + q];
        if (apq == 0)
        {
            return;
        }

        double theta = (a[(q * 3) + q] - a[(p * 3) + p]) / (2 * apq);
        double t = Math.CopySign(1, theta) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        for (int k = 0; k < 3; k++)
        {
            (a[(k * 3) + p], a[(k * 3) + q]) =
                ((c * a[(k * 3) + p]) - (s * a[(k * 3) + q]), (s * a[(k * 3) + p]) + (c * a[(k * 3) + q]));
            (v[(k * 3) + p], v[(k * 3) + q]) =
                ((c * v[(k * 3) + p]) - (s * v[(k * 3) + q]), (s * v[(k * 3) + p]) + (c * v[(k * 3) + q]));
        }

        for (int k = 0; k < 3; k++)
        {
            (a[(p * 3) + k], a[(q * 3) + k]) =
                ((c * a[(p * 3) + k]) - (s * a[(q * 3) + k]), (s * a[(p * 3) + k]) + (c * a[(q * 3) + k]));
        }

        a[(p * 3) + q] = 0;
        a[(q * 3) + p] = 0;
    }
}
