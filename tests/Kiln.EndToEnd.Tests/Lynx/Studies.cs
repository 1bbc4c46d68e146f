using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Lynx;

/// <summary>Studies that tests submit.</summary>
internal static class Studies
{
    /// <summary>The study of the contract's example, with other runs.</summary>
    public static JsonNode Example(int runs = 3, long? seed = 7, string type = "parafoil")
    {
        JsonNode study = JsonNode.Parse("""
            {"name":"landing-scatter","config":{"simulation":{"name":"parafoil","version":"3.1.0","duration_minutes":12},
             "monte_carlo":{"sampling_method":"latin_hypercube"},
             "dispersions":{"wind_mps":{"distribution":{"type":"normal","mean":4.0,"std_dev":1.5},"units":"m/s"}},
             "compute":{"container":{"image":"acme/parafoil:3.1","cpu_request":"1500m","memory_request":"2Gi"},"job_timeout_seconds":900},
             "early_termination":{"enabled":true,"check_frequency_hz":5,"conditions":[{"name":"ground","description":"hit the ground",
             "variable":"altitude_m","operator":"lt","threshold":0,"units":"m"}]},
             "telemetry":{"sampling_rate_hz":10,"variables":["altitude_m"]},"engine":{"solver":"rk4"}}}
            """)!;
        study["config"]!["simulation"]!["type"] = type;
        study["config"]!["monte_carlo"]!["runs"] = runs;
        if (seed is { } given)
        {
            study["config"]!["monte_carlo"]!["seed"] = given;
        }

        return study;
    }

    /// <summary>The example with another value at a path below <c>config</c>.</summary>
    public static JsonNode With(this JsonNode study, string path, JsonNode? value)
    {
        string[] steps = path.Split('.');
        steps[..^1].Aggregate(study["config"]!, (node, step) => node[step] ??= new JsonObject())[steps[^1]] = value;
        return study;
    }
}
