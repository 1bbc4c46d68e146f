using System.Runtime.InteropServices;
using Kiln.Geometry.Formats;
using Kiln.Geometry.Formats.Inspection;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>Reads the client's file.</summary>
internal static class SourceScene
{
    /// <summary>A file may give cause for a warning in every few of its bytes, or for one as long as itself, and warnings are kept with the job.</summary>
    private const int MaxWarnings = 50;

    private const int MaxWarningLength = 500;

    /// <summary>The scene in the file's own unit and axes, and what it declares about them.</summary>
    /// <exception cref="Geometry.InvalidModelException">The file cannot be read.</exception>
    public static (Scene Scene, SceneNotes Notes) Read(StepContext context, StepOutput output)
    {
        ReadOnlyMemory<byte> content = context.Read(ArtifactNames.Source);
        Scene scene = ModelReader.Read(new(context.Source.Name, content), context.Limits, context.CancellationToken);
        foreach (string warning in scene.Warnings.Take(MaxWarnings))
        {
            output.Warn("READ", warning.Length <= MaxWarningLength ? warning : $"{warning[..MaxWarningLength]} …");
        }

        if (scene.Warnings.Count > MaxWarnings)
        {
            output.Warn("READ", $"{scene.Warnings.Count - MaxWarnings} more things were left out or repaired while reading.");
        }

        string model = ModelName(context.Source.Name, content, context.Limits);
        output.Report["input"] = ReportJson.Node(new { Format = Path.GetExtension(model).TrimStart('.').ToLowerInvariant(), Model = model });
        return (scene, new(scene.DeclaredUnit, scene.DeclaredUpAxis, model));
    }

    private static string ModelName(string fileName, ReadOnlyMemory<byte> content, ModelReaderLimits limits)
    {
        if (!fileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return fileName;
        }

        using MemoryStream stream = MemoryMarshal.TryGetArray(content, out ArraySegment<byte> array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(content.ToArray(), writable: false);
        return ModelInspection.Inspect(stream, fileName, limits).Archive?.Primary ?? fileName;
    }
}
