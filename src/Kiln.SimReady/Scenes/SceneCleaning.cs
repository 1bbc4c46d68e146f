using Kiln.Geometry;
using Kiln.Geometry.Cleaning;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Conversion;

namespace Kiln.SimReady.Scenes;

/// <summary>
/// Cleans a baked scene part by part, so that parts which touch stay apart. Parts that come out open are then cleaned together as
/// one object: a solid's faces may be spread over several nodes.
/// </summary>
internal sealed class SceneCleaning
{
    private readonly Scene _scene;
    private readonly IReadOnlyList<TriangleMesh>[] _meshes;
    private readonly HashSet<int> _doubleSided = [];
    private readonly List<CleaningReport> _reports = [];

    private SceneCleaning(Scene scene)
    {
        _scene = scene;
        _meshes = [.. scene.Meshes.Select(mesh => mesh.Primitives)];
    }

    /// <summary>Cleans a scene whose transforms are baked, one node for each mesh, in metres.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="output">Told what was found and repaired.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidModelException">No triangle with an area is left.</exception>
    /// <returns>The clean scene, and whether it was watertight before.</returns>
    public static (Scene Scene, bool WasWatertight) Clean(
        Scene scene, StepOutput output, Action<double> progress, CancellationToken cancellationToken)
    {
        SceneCleaning cleaning = new(scene);
        cleaning.CleanParts(progress, cancellationToken);
        cleaning.Warn(output);
        GeometryCounts before = cleaning.Sum(report => report.Before);
        output.Report["cleaning"] = ReportJson.Node(new
        {
            Before = before,
            After = cleaning.Sum(report => report.After),
            DegeneratesRemoved = cleaning.Count(report => report.DegeneratesRemoved + report.DegeneratesFlipped),
            DuplicatesRemoved = cleaning.Count(report => report.DuplicatesRemoved + report.LaminasRemoved),
            TrianglesFlipped = cleaning.Count(report => report.TrianglesFlipped),
            EdgesCut = cleaning.Count(report => report.NonManifoldEdgesCut + report.OneSidedEdgesCut),
            VerticesSplit = cleaning.Count(report => report.VerticesSplit),
            EdgesStitched = cleaning.Count(report => report.BoundaryEdgesStitched),
            HolesFilled = cleaning.Count(report => report.HolesFilled),
            TJunctions = cleaning.Count(report => report.TJunctions),
        });
        return (cleaning.Result(), before.Watertight);
    }

    private void CleanParts(Action<double> progress, CancellationToken cancellationToken)
    {
        List<int> open = [];
        (int Original, Affine3d Motion)[] instances = MeshInstances.Of(_meshes);
        CleanedModel?[] closed = new CleanedModel?[_meshes.Length];
        for (int i = 0; i < _meshes.Length; i++)
        {
            progress((double)i / _meshes.Length);
            if (instances[i].Original != i && closed[instances[i].Original] is { } original)
            {
                Keep(i, Moved(original.Meshes, instances[i].Motion, _meshes[i]), original.DoubleSided);
                _reports.Add(original.Report);
                continue;
            }

            CleanedModel cleaned = MeshCleaner.Clean(_meshes[i], cancellationToken: cancellationToken);
            if (cleaned.Report.After.IsWatertight || _meshes.Length == 1)
            {
                closed[i] = cleaned;
                Keep(i, cleaned.Meshes, cleaned.DoubleSided);
                _reports.Add(cleaned.Report);
            }
            else
            {
                open.Add(i);
            }
        }

        if (open.Count > 0)
        {
            CleanedModel together = MeshCleaner.Clean(
                [.. open.SelectMany(part => _meshes[part])], cancellationToken: cancellationToken);
            int first = 0;
            foreach (int part in open)
            {
                int count = _meshes[part].Count;
                Keep(part, [.. together.Meshes.Skip(first).Take(count)], [.. together.DoubleSided.Skip(first).Take(count)]);
                first += count;
            }

            _reports.Add(together.Report);
        }
    }

    private static TriangleMesh[] Moved(IReadOnlyList<TriangleMesh> cleaned, Affine3d motion, IReadOnlyList<TriangleMesh> copy) =>
        [.. cleaned.Select((mesh, i) => MeshInstances.Moved(mesh, motion, copy[i].Material))];

    private void Keep(int part, IReadOnlyList<TriangleMesh> cleaned, IReadOnlyList<bool> doubleSided)
    {
        _doubleSided.UnionWith(cleaned.Where((_, i) => doubleSided[i]).Select(mesh => mesh.Material));
        _meshes[part] = [.. cleaned.Where(mesh => mesh.TriangleCount > 0)];
    }

    private Scene Result()
    {
        List<Node> nodes = [];
        List<Mesh> meshes = [];
        foreach (Node node in _scene.Nodes.Where(node => _meshes[node.Mesh].Count > 0))
        {
            meshes.Add(new(_scene.Meshes[node.Mesh].Name, _meshes[node.Mesh]));
            nodes.Add(node with { Mesh = meshes.Count - 1 });
        }

        return nodes.Count > 0
            ? _scene with
            {
                Nodes = nodes,
                Meshes = meshes,
                Materials =
                [
                    .. _scene.Materials.Select((material, index) =>
                        _doubleSided.Contains(index) ? material with { DoubleSided = true } : material),
                ],
            }
            : throw new InvalidModelException("The model has no triangle with an area");
    }

    private void Warn(StepOutput output)
    {
        Tell("DEGENERATE_TRIANGLES", Count(report => report.DegeneratesRemoved + report.DegeneratesFlipped), "triangles without area were removed or turned");
        Tell("DUPLICATE_TRIANGLES", Count(report => report.DuplicatesRemoved + report.LaminasRemoved), "triangles that repeat others were removed");
        Tell("FLIPPED_TRIANGLES", Count(report => report.TrianglesFlipped), "triangles were wound the wrong way and were turned round");
        Tell("NON_MANIFOLD_EDGES", Count(report => report.NonManifoldEdgesCut + report.OneSidedEdgesCut), "edges could not belong to one surface and were cut");
        Tell("HOLES_FILLED", Count(report => report.HolesFilled), "small holes were filled");

        void Tell(string code, int count, string what)
        {
            if (count > 0)
            {
                output.Warn(code, FormattableString.Invariant($"{count} {what}."));
            }
        }
    }

    private int Count(Func<CleaningReport, int> select) => _reports.Sum(select);

    private GeometryCounts Sum(Func<CleaningReport, SurfaceStatistics> select) =>
        _reports.Aggregate(new GeometryCounts(), (sum, report) => sum.Plus(select(report)));
}
