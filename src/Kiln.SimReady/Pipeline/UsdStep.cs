using Kiln.SimReady.Assets;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Textures;
using Kiln.SimReady.Usd;

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
        output.Add($"{folder}{asset.BaseName}.usd", ArtifactRole.Usd, MediaTypes.Usd, UsdTextWriter.Write(layer, context.CancellationToken));
        foreach (TextureFile file in asset.Textures.All)
        {
            output.Add($"{folder}textures/{file.Name}", ArtifactRole.UsdTexture, file.Image.MediaType, file.Image.Content);
        }

        output.Report["units"] = ReportJson.Node(new { MetersPerUnit = 1, UpAxis = "Z" });
        return output;
    }
}
