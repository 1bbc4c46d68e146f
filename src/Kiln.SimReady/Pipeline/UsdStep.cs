using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Textures;
using Kiln.SimReady.Usd;
using Kiln.SimReady.Usd.Packages;

namespace Kiln.SimReady.Pipeline;

/// <summary>Authors the USD stage and puts its textures beside it.</summary>
internal sealed class UsdStep() : ConversionStep(
    ConversionPhase.Pipeline, "usd", ArtifactNames.CleanGlb, ArtifactNames.Physics, ArtifactNames.Collision)
{
    internal override StepOutput Execute(StepContext context)
    {
        Asset asset = Asset.Read(context);
        context.Report(0.3);
        UsdLayer layer = AssetLayer.Build(asset);
        context.Report(0.5);
        string folder = $"{ArtifactNames.UsdPrefix}{asset.BaseName}/";
        StepOutput output = new();
        ReadOnlyMemory<byte> content = UsdFile.Write(layer, context.Parameters.UsdFormat, context.CancellationToken);
        output.Add($"{folder}{asset.BaseName}.usd", ArtifactRole.Usd, MediaTypes.Usd, content);
        foreach (TextureFile file in asset.Textures.All)
        {
            output.Add($"{folder}textures/{file.Name}", ArtifactRole.UsdTexture, file.Image.MediaType, file.Image.Content);
        }

        if (context.Parameters.Usdz)
        {
            output.Add(
                ArtifactNames.OutputPrefix + AssetPackage.PathOf(asset),
                ArtifactRole.Usdz,
                MediaTypes.Usdz,
                UsdzPackage.Write(AssetPackage.Entries(asset, layer, context.CancellationToken)));
        }

        output.Report["provenance"] = ReportJson.Node(asset.Provenance);
        output.Report["names"] = ReportJson.Node(new
        {
            Meshes = asset.Meshes.Select(mesh => new { Prim = $"/{asset.Name}/geometry/{mesh.Name}", Original = mesh.Part }),
            Materials = asset.UsedMaterials.Select(index => new
            {
                Prim = $"/{asset.Name}/looks/{asset.MaterialName(index)}",
                Original = index < 0 ? null : asset.Material(index).Name,
            }),
        });
        output.Report["units"] = ReportJson.Node(new { MetersPerUnit = 1, UpAxis = "Z" });
        if (asset.Meshes.Any(mesh => mesh.Triangles.Colors is not null && asset.Material(mesh.Triangles.Material).BaseColorTexture is not null))
        {
            output.Warn(
                "VERTEX_COLORS_NOT_SHADED",
                "Some meshes have vertex colours and a base colour texture. A preview surface cannot multiply them: the colours are kept as displayColor, and the texture is shown alone.",
                "Bake the colours into the texture.");
        }

        return output;
    }
}
