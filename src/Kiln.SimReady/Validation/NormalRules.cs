using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Normals: VG.027 to VG.029.</summary>
internal static class NormalRules
{
    private const float UnitTolerance = 1e-3f;

    public static void Check(IReadOnlyList<StageMesh> meshes, RuleLog log, CancellationToken cancellationToken)
    {
        log.Require("VG.027", "Meshes are not subdivided and have normals.", meshes
            .Where(mesh => mesh.Normals?.Value is not Vector3[]
                || mesh.Prim.Value<UsdToken>("subdivisionScheme").Text != "none")
            .Select(mesh => new Violation(mesh.Path, "Normals are absent, or subdivisionScheme is not none.")));
        log.Require("VG.028", "Normals fit their interpolation and are finite and of unit length.", meshes
            .Where(mesh => mesh.Normals is not null && !AreSound(mesh))
            .Select(mesh => new Violation(mesh.Path, "The normals' count, values or lengths are wrong.")));
        log.Require("VG.029", "Normals and winding agree.", meshes
            .Where(mesh => mesh.IsReadable && mesh.Normals is not null && Agreement(mesh, cancellationToken) <= 0)
            .Select(mesh => new Violation(mesh.Path, "Most faces are wound against their normals.")));
    }

    private static bool AreSound(StageMesh mesh)
    {
        Vector3[] values = mesh.Normals!.Value as Vector3[] ?? [];
        int[]? indices = Indices(mesh);
        int expected = mesh.Normals.Interpolation switch
        {
            "uniform" => mesh.Counts.Length,
            "faceVarying" => mesh.Indices.Length,
            "vertex" or "varying" => mesh.Points.Length,
            "constant" => 1,
            _ => -1,
        };
        return expected == (indices?.Length ?? values.Length)
            && (indices is null || Array.TrueForAll(indices, index => (uint)index < (uint)values.Length))
            && Array.TrueForAll(values, normal => MathF.Abs(normal.Length() - 1) <= UnitTolerance);
    }

    // Sum over the corners of area vector times normal: positive when they agree on the whole.
    private static double Agreement(StageMesh mesh, CancellationToken cancellationToken)
    {
        Vector3[] values = mesh.Normals!.Value as Vector3[] ?? [];
        int[]? indices = Indices(mesh);
        double sum = 0;
        for (int i = 0; i + 2 < mesh.Indices.Length; i += 3)
        {
            if (i % 196_608 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Vector3 a = mesh.Points[mesh.Indices[i]];
            Vector3 area = Vector3.Cross(mesh.Points[mesh.Indices[i + 1]] - a, mesh.Points[mesh.Indices[i + 2]] - a);
            for (int corner = i; corner < i + 3; corner++)
            {
                sum += mesh.TryGetNormal(corner, values, indices, out Vector3 normal) ? Vector3.Dot(area, normal) : 0;
            }
        }

        return sum;
    }

    private static int[]? Indices(StageMesh mesh) => mesh.Prim.Value<int[]>($"{mesh.Normals!.Name}:indices");
}
