using Kiln.Geometry;
using Kiln.Geometry.Decomposition;
using Kiln.Geometry.Hulls;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
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
    private const int MostSearchTriangles = 10_000;
    private const int LeastSearchTriangles = 1_000;
    private const double SearchError = 5e-4;

    internal override StepOutput Execute(StepContext context)
    {
        Scene scene = SceneFile.Read(context, ArtifactNames.CleanGlb);
        StepOutput output = new();
        SolidParts parts = SolidParts.Of(scene, context.CancellationToken);
        CollisionModel model = Decompose(parts.All, context, output);
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
        if (parts.Open.Count > 0)
        {
            output.Warn(
                "OPEN_PARTS_THICKENED",
                $"{parts.Open.Count} parts do not enclose a volume. Where their skin leaves the inside open it collides as a wall of about a hundredth of the part's size.",
                "Close the mesh, or give its walls a thickness.");
        }

        if (model.TimedOut)
        {
            output.Warn("DECOMPOSITION_TIMED_OUT", "The convex decomposition was cut short; its hulls are coarser than asked for.",
                "Raise threshold, lower max_hulls, or simplify the model.");
        }

        return output;
    }

    private static CollisionModel Decompose(
        IReadOnlyList<PartSurface> parts, StepContext context, StepOutput output)
    {
        Bounds3d asset = parts.Aggregate(Bounds3d.Empty, (all, part) => all.Including(part.Surface.Bounds));
        PartScale[] scales = [.. parts.Select(part => new PartScale(part.Surface.Bounds, asset))];
        (int Original, Affine3d Motion)[] copies = CongruentParts.Of([.. parts.Select(part => part.Surface)]);
        int[] originals = [.. Enumerable.Range(0, parts.Count).Where(i => copies[i].Original == i)];
        DecompositionResult[] results = new DecompositionResult[parts.Count];
        int done = 0;
        Lock progress = new();
        Parallel.ForEach(originals, new ParallelOptions { CancellationToken = context.CancellationToken }, i =>
        {
            results[i] = Decompose(parts[i].Surface, scales[i], context);
            lock (progress)
            {
                context.Report((double)++done / originals.Length);
            }
        });

        List<CollisionHull> hulls = [];
        int tiny = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            (int original, Affine3d motion) = copies[i];
            foreach (ConvexHull found in results[original].Hulls)
            {
                CollisionHull hull = Round(parts[i].Name, i, original == i ? found : found.Moved(motion));
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
            Threshold = context.Parameters.Threshold,
            Concavity = originals.Max(i => results[i].Concavity * scales[i].Share),
            TimedOut = originals.Any(i => results[i].TimedOut),
            Hulls = hulls,
        };
    }

    private static DecompositionResult Decompose(SurfaceMesh surface, PartScale scale, StepContext context)
    {
        SimplificationOptions search = new()
        {
            TargetTriangles = Math.Max(LeastSearchTriangles, (int)(MostSearchTriangles / (scale.Ease * scale.Ease))),
            MaximumError = SearchError * scale.Ease,
        };
        DecompositionOptions options = new()
        {
            Threshold = Math.Min(1, context.Parameters.Threshold * scale.Ease),
            MaxHulls = context.Parameters.MaxHulls,
            MaxVertices = MaxVerticesPerHull,
        };
        return ConvexDecomposition.Decompose(
            MeshSimplifier.Simplify(surface, search, context.CancellationToken), options, context.CancellationToken);
    }

    private static CollisionHull Round(string part, int partIndex, ConvexHull hull)
    {
        float[] positions = new float[3 * hull.Vertices.Length];
        for (int i = 0; i < hull.Vertices.Length; i++)
        {
            // Adding 0 turns −0 into 0.
            positions[3 * i] = (float)hull.Vertices[i].X + 0f;
            positions[(3 * i) + 1] = (float)hull.Vertices[i].Y + 0f;
            positions[(3 * i) + 2] = (float)hull.Vertices[i].Z + 0f;
        }

        return new(part, partIndex, positions, hull.Triangles, hull.Volume, hull.IsSlab);
    }
}
