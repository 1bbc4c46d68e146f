using System.Text.Json.Nodes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Assets;

/// <summary>The report's section on the clean geometry, in the asset's frame.</summary>
internal static class GeometryReport
{
    /// <summary>The section; the members on unit and axes are filled in from the align section when the report is put together.</summary>
    public static JsonNode? Of(Scene clean)
    {
        IReadOnlyList<PartSurface> parts = PartSurface.AllOf(clean);
        SolidParts solids = SolidParts.Of(clean, CancellationToken.None);
        Bounds3d bounds = parts.Aggregate(Bounds3d.Empty, (all, part) => all.Including(part.Surface.Bounds));
        (int vertices, int triangles) = GeometryCounts.Of(clean);
        return ReportJson.Node(new
        {
            Triangles = triangles,
            Vertices = vertices,
            Parts = parts.Count,
            Watertight = solids.Open.Count == 0,
            BoundsM = ReportedBounds.Of(bounds),
        });
    }
}
