using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Checkers;

/// <summary>What parties that nobody here wrote say about Kiln's outputs. Needs Node 20 and npm on the path.</summary>
public static class IndependentCheckers
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The Khronos glTF validator on a GLB or glTF file.</summary>
    public static Task<GltfVerdict> CheckGltfAsync(string file) => AskAsync<GltfVerdict>("gltf", file);

    /// <summary>OpenUSD on a USD file of any encoding.</summary>
    public static Task<UsdVerdict> OpenUsdAsync(string file) => AskAsync<UsdVerdict>("usd", file);

    /// <summary>tinyusdz, a second and stricter parser, on a USD file of any encoding.</summary>
    public static Task<TinyUsdVerdict> ParseUsdAsync(string file) => AskAsync<TinyUsdVerdict>("tinyusdz", file);

    /// <summary>MuJoCo on the body file of an MJCF package: compile, drop onto a floor, step until at rest.</summary>
    /// <param name="file">The package's <c>.xml</c>; its folder is the package.</param>
    /// <param name="seconds">Longest simulated time; 0 compiles only.</param>
    /// <param name="exactMeshes">Meshes of the package that MuJoCo shall integrate itself.</param>
    /// <param name="density">Their density in kilogram per cubic metre.</param>
    public static Task<MujocoVerdict> SimulateAsync(
        string file, double seconds = 10, IReadOnlyList<string>? exactMeshes = null, double density = 1000)
    {
        JsonObject request = new() { ["seconds"] = seconds, ["density"] = density };
        if (exactMeshes is not null)
        {
            request["exact"] = new JsonArray([.. exactMeshes.Select(name => JsonValue.Create(name))]);
        }

        return AskAsync<MujocoVerdict>("mujoco", file, request);
    }

    /// <summary>Manifold's exact booleans on watertight solids, which may overlap, and the hulls that stand for them.</summary>
    /// <param name="solids">The solids.</param>
    /// <param name="hulls">The hulls.</param>
    public static Task<BooleanVerdict> CompareAsync(IEnumerable<CheckedMesh> solids, IEnumerable<CheckedMesh> hulls)
    {
        JsonObject request = new()
        {
            ["solid"] = JsonSerializer.SerializeToNode(solids, Options),
            ["hulls"] = JsonSerializer.SerializeToNode(hulls, Options),
        };
        return AskAsync<BooleanVerdict>("manifold", file: null, request);
    }

    private static async Task<T> AskAsync<T>(string tool, string? file, JsonObject? request = null)
    {
        request ??= [];
        request["tool"] = tool;
        if (file is not null)
        {
            request["file"] = Path.GetFullPath(file);
        }

        JsonElement answer = await CheckerProcess.AskAsync(request).ConfigureAwait(false);
        return answer.Deserialize<T>(Options)!;
    }
}
