using Kiln.Geometry;
using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Simplification;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Pipeline;

/// <summary>Decomposes every part into convex hulls.</summary>
internal sealed class CollisionStep() : ConversionStep(ConversionPhase.Pipeline, "collision", ArtifactNames.CleanGlb)
{
    private const int MaxVerticesPerHull = 64;

    // MuJoCo refuses meshes below this volume.
    private const double SmallestVolume = 1e-12;

    // The search for cuts takes time in proportion to triangles, and hulls of 64 vertices cannot show finer shape than this.
    private static readonly SimplificationOptions SearchMesh = new() { TargetTriangles = 10_000, MaximumError = 5e-4 };

    internal override StepOutput Execute(StepContext context)
    {
        Scene scene = SceneFile.Read(context, ArtifactNames.CleanGlb);
        SolidParts parts = SolidParts.Of(PartSurface.AllOf(scene), context.CancellationToken);
        StepOutput output = new();
        CollisionModel model = Decompose(
            [.. parts.Solids, .. parts.Open.Select(part => (part.Surface, part))], context, output);
        output.AddJson(ArtifactNames.Collision, model);
        output.Report["collision"] = ReportJson.Node(new
        {
            model.Threshold,
            HullCount = model.Hulls.Count,
            MaxVertices = model.Hulls.Max(hull => hull.Positions.Length / 3),
            model.Concavity,
            model.TimedOut,
            Hulls = model.Hulls.Select(hull => new
            {
                hull.Part,
                VertexCount = hull.Positions.Length / 3,
                hull.VolumeM3,
                hull.IsSlab,
            }),
        });
        if (model.TimedOut)
        {
            output.Warn("DECOMPOSITION_TIMED_OUT", "The convex decomposition was cut short; its hulls are coarser than asked for.",
                "Raise threshold, lower max_hulls, or simplify the model.");
        }

        return output;
    }

    private static CollisionModel Decompose(
        IReadOnlyList<(SurfaceMesh Surface, PartSurface Part)> parts, StepContext context, StepOutput output)
    {
        DecompositionOptions options = new()
        {
            Threshold = context.Parameters.Threshold,
            MaxHulls = context.Parameters.MaxHulls,
            MaxVertices = MaxVerticesPerHull,
        };
        DecompositionResult[] results = new DecompositionResult[parts.Count];
        int done = 0;
        Lock progress = new();
        Parallel.For(0, parts.Count, new ParallelOptions { CancellationToken = context.CancellationToken }, i =>
        {
            SurfaceMesh surface = MeshSimplifier.Simplify(parts[i].Surface, SearchMesh, context.CancellationToken);
            results[i] = ConvexDecomposition.Decompose(surface, options, context.CancellationToken);
            lock (progress)
            {
                context.Report((double)++done / parts.Count);
            }
        });

        List<CollisionHull> hulls = [];
        int tiny = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            foreach (CollisionHull hull in results[i].Hulls.Select(hull => Round(parts[i].Part.Name, hull)))
            {
                if (hull.VolumeM3 >= SmallestVolume)
                {
                    hulls.Add(hull);
                }
                else
                {
                    tiny++;
                }
            }
        }

        if (hulls.Count == 0)
        {
            throw new InvalidModelException(
                "The model is too small to collide: every convex hull is below 1e-12 m³. Was the unit right? Give 'unit'");
        }

        if (tiny > 0)
        {
            output.Warn("TINY_HULLS_DROPPED", $"{tiny} convex hulls below 1e-12 m³, which simulators refuse, were left out.");
        }

        return new()
        {
            Threshold = options.Threshold,
            Concavity = results.Max(result => result.Concavity),
            TimedOut = results.Any(result => result.TimedOut),
            Hulls = hulls,
        };
    }

    private static CollisionHull Round(string part, ConvexHull hull)
    {
        float[] positions = new float[3 * hull.Vertices.Length];
        for (int i = 0; i < hull.Vertices.Length; i++)
        {
            // Adding 0 turns −0 into 0.
            positions[3 * i] = (float)hull.Vertices[i].X + 0f;
            positions[(3 * i) + 1] = (float)hull.Vertices[i].Y + 0f;
            positions[(3 * i) + 2] = (float)hull.Vertices[i].Z + 0f;
        }

        return new(part, positions, hull.Triangles, hull.Volume, hull.IsSlab);
    }
}
