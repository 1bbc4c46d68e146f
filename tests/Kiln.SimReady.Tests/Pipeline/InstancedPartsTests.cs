using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Pipeline;

/// <summary>One mesh that several nodes place: what is worked out for the first is moved to the others.</summary>
public sealed class InstancedPartsTests
{
    // The last is mirrored, so it is no copy.
    private static readonly Affine3d[] Places =
    [
        Affine3d.Identity,
        Affine3d.Translation(new(0.5, 0, 0)).After(Affine3d.Rotation(0, 0.6, 0, 0.8)),
        Affine3d.Translation(new(-0.5, 0.1, 0.3)).After(Affine3d.Rotation(0.5, 0.5, 0.5, 0.5)),
        Affine3d.Translation(new(0, 0, 0.7)).After(Affine3d.Scale(new(-1, 1, 1))),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hulls_and_masses_of_copies_are_those_of_the_original_moved(bool closed)
    {
        using FinishedConversion asset = FinishedConversion.Run("gears.glb", TestScenes.Glb(Gears(closed)), new() { MaxHulls = 8 });

        CollisionHull[] hulls = [.. ReportJson.Read<CollisionModel>(asset.Artifacts[ArtifactNames.Collision].Content).Hulls];
        Vector3d[][] byPart =
        [
            .. Enumerable.Range(0, Places.Length).Select(part => hulls.Where(hull => hull.PartIndex == part).SelectMany(Corners).ToArray()),
        ];
        double[] masses = [.. asset.Report["parts"]!.AsArray().Select(part => part!["mass_kg"]!.GetValue<double>())];
        for (int i = 1; i < Places.Length - 1; i++)
        {
            Assert.Equal(byPart[0].Length, byPart[i].Length);
            double error = byPart[0].Zip(byPart[i]).Max(pair => (Turned(Places[i], pair.First - byPart[0][0]) - (pair.Second - byPart[i][0])).Length);
            Assert.InRange(error, 0, 1e-6);
            Assert.Equal(masses[0], masses[i], 1e-6 * masses[0]);
        }

        Assert.NotEmpty(byPart[^1]);
        Assert.Equal(masses[0], masses[^1], (closed ? 1e-5 : 0.02) * masses[0]);
        await SoundAsset.AssertAsync(asset);
    }

    private static Scene Gears(bool closed)
    {
        TriangleMesh gear = SurfaceEditing.ToTriangleMesh(PlateSolids.Gear(10, 0.1, 0.08, 0.02, 0.05));
        gear = closed ? gear : gear with { Indices = gear.Indices[..^60] };
        return new()
        {
            Name = "test",
            Nodes = [.. Places.Select((place, i) => new Node($"gear {i}", -1, place, 0))],
            Meshes = [new("gear", [gear])],
            Materials = [],
            Images = [],
        };
    }

    private static IEnumerable<Vector3d> Corners(CollisionHull hull) =>
        hull.Positions.Chunk(3).Select(position => new Vector3d(position[0], position[1], position[2]));

    // Places are written in glTF's frame, hulls stand in the asset's, Z up.
    private static Vector3d Turned(Affine3d place, Vector3d v)
    {
        Vector3d turned = place.Direction(new(v.X, v.Z, -v.Y));
        return new(turned.X, -turned.Z, turned.Y);
    }
}
