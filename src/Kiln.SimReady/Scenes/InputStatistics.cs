using System.Text.Json.Nodes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>The contract's <c>input_stats</c>: what the client's file held, in its own unit.</summary>
internal static class InputStatistics
{
    /// <summary>What is known when the file has been read; unit, up axis and watertightness are null until later steps know.</summary>
    public static JsonObject Of(Scene scene, Bounds3d bounds)
    {
        (int vertices, int triangles) = GeometryCounts.Of(scene);
        return new()
        {
            ["vertex_count"] = vertices,
            ["face_count"] = triangles,
            ["mesh_count"] = scene.Meshes.Count,
            ["material_count"] = scene.Materials.Count,
            ["texture_count"] = scene.Images.Count,
            ["bounds"] = ReportJson.Node(ReportedBounds.Of(bounds)),
            ["unit"] = null,
            ["up_axis"] = null,
            ["watertight"] = null,
        };
    }

    /// <summary>The same with members that a later step knows.</summary>
    public static JsonObject With(JsonObject earlier, SceneAlignment? alignment = null, bool? watertight = null)
    {
        JsonObject stats = earlier.DeepClone().AsObject();
        if (alignment is not null)
        {
            stats["unit"] = alignment.UnitWord;
            stats["up_axis"] = alignment.UpAxisWord;
        }

        if (watertight is { } closed)
        {
            stats["watertight"] = closed;
        }

        return stats;
    }
}
