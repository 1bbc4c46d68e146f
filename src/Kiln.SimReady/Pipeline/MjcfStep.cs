using System.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Mjcf;
using Kiln.SimReady.Results;
using Kiln.SimReady.Textures;

namespace Kiln.SimReady.Pipeline;

/// <summary>Authors the MuJoCo package from the same hulls and mass.</summary>
internal sealed class MjcfStep() : ConversionStep(
    ConversionPhase.Pipeline, "mjcf", ArtifactNames.CleanGlb, ArtifactNames.Physics, ArtifactNames.Collision)
{
    internal override StepOutput Execute(StepContext context)
    {
        Asset asset = Asset.Read(context);
        context.Report(0.3);
        MjcfVisual[] visuals = [.. MjcfVisual.AllOf(asset)];
        string folder = $"{ArtifactNames.MjcfPrefix}{asset.BaseName}/";
        StepOutput output = new();
        output.Add($"{folder}{asset.BaseName}.xml", ArtifactRole.Mjcf, MediaTypes.Xml, MjcfDocument.Write(asset, visuals));
        AddMeshes(asset, visuals, folder, context, output);
        output.Report["mjcf"] = ReportJson.Node(new
        {
            SlidingFriction = "dynamic",
            Note = "MuJoCo has one sliding coefficient, here the dynamic one, and takes the larger of two geoms' where PhysX averages them: slides may differ.",
        });
        context.Report(0.6);
        AddTextures(asset, visuals, folder, context, output);
        context.Report(0.8);
        output.Add($"{ArtifactNames.PackagePrefix}{asset.BaseName}-mjcf.zip", ArtifactRole.MjcfPackage, MediaTypes.Zip, ResultArchive.Write(
            output.Artifacts.Select(artifact => (artifact.Name[ArtifactNames.OutputPrefix.Length..], artifact.Content))));
        return output;
    }

    private static void AddMeshes(Asset asset, MjcfVisual[] visuals, string folder, StepContext context, StepOutput output)
    {
        for (int i = 0; i < visuals.Length; i++)
        {
            output.Add(
                $"{folder}meshes/{MjcfDocument.VisualName(i)}.obj",
                ArtifactRole.Mjcf,
                MediaTypes.Obj,
                ObjText.Write(
                    visuals[i].Positions, visuals[i].Coordinates, visuals[i].Normals, visuals[i].Triangles, context.CancellationToken));
        }

        for (int i = 0; i < asset.Collision.Hulls.Count; i++)
        {
            CollisionHull hull = asset.Collision.Hulls[i];
            Vector3[] positions = new Vector3[hull.Positions.Length / 3];
            for (int v = 0; v < positions.Length; v++)
            {
                positions[v] = new(hull.Positions.AsSpan(3 * v, 3));
            }

            output.Add(
                $"{folder}meshes/{MjcfDocument.HullName(i)}.obj",
                ArtifactRole.Mjcf,
                MediaTypes.Obj,
                ObjText.Write(positions, [], [], hull.Triangles, context.CancellationToken));
        }
    }

    private static void AddTextures(Asset asset, MjcfVisual[] visuals, string folder, StepContext context, StepOutput output)
    {
        foreach (TextureFile file in visuals
            .Select(visual => asset.Material(visual.Material).BaseColorTexture)
            .OfType<TextureReference>()
            .Select(asset.Textures.Of)
            .DistinctBy(file => file.Name))
        {
            output.Add(
                $"{folder}textures/{file.Stem}.png", ArtifactRole.Mjcf, MediaTypes.Png, PngTexture.Of(file.Image, context.CancellationToken));
        }
    }
}
