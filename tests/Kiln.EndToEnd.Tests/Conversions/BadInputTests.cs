using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Shapes;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class BadInputTests(SharedService service)
{
    [Theory]
    [InlineData("model.xyz", "Unsupported format: .xyz. Allowed: glb, gltf, obj, stl, ply, zip")]
    [InlineData("model.fbx", "Unsupported format: .fbx. Allowed: glb, gltf, obj, stl, ply, zip")]
    [InlineData("..", "Invalid filename")]
    [InlineData("a/b.glb", "Invalid filename")]
    public Task A_wrong_name_is_refused(string fileName, string message) =>
        RefusedAsync(HttpStatusCode.BadRequest, message, fileName, SampleFiles.Box);

    [Fact]
    public Task A_name_that_is_too_long_is_refused() =>
        RefusedAsync(HttpStatusCode.BadRequest, "Invalid filename", new string('a', 252) + ".glb", SampleFiles.Box);

    [Fact]
    public Task An_empty_file_is_refused() => RefusedAsync(HttpStatusCode.BadRequest, "File is empty", "box.glb", []);

    [Theory]
    [InlineData("magic")]
    [InlineData("version")]
    [InlineData("length")]
    [InlineData("chunk")]
    [InlineData("truncated")]
    [InlineData("text")]
    public Task A_broken_glb_header_is_refused(string fault)
    {
        byte[] file = [.. SampleFiles.Box];
        switch (fault)
        {
            case "magic": file[0] = (byte)'x'; break;
            case "version": file[4] = 1; break;
            case "length": BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), file.Length + 4); break;
            case "chunk": file[16] = (byte)'x'; break;
            case "truncated": file = file[..(file.Length / 2)]; break;
            default: file = "this is no GLB at all, it only has the name of one"u8.ToArray(); break;
        }

        return RefusedAsync(HttpStatusCode.BadRequest, "Invalid GLB: ", "box.glb", file);
    }

    [Fact]
    public Task A_zip_without_a_model_is_refused() => RefusedAsync(
        HttpStatusCode.BadRequest, "Archive must contain exactly one", "box.zip", SampleFiles.Zip(("readme.txt", "hello"u8.ToArray())));

    [Fact]
    public Task A_zip_that_points_outside_is_refused() => RefusedAsync(
        HttpStatusCode.BadRequest, "Invalid archive: ", "box.zip",
        SampleFiles.Zip(("../box.obj", SampleFiles.Obj(CellSolids.Box(1, 1, 1)))));

    [Fact]
    public Task Something_that_is_no_zip_is_refused() =>
        RefusedAsync(HttpStatusCode.BadRequest, "Invalid archive: ", "box.zip", "PK but not really"u8.ToArray());

    [Theory]
    [InlineData("target_triangle_count", "many")]
    [InlineData("target_triangle_count", "999")]
    [InlineData("target_triangle_count", "1000001")]
    [InlineData("threshold", "0")]
    [InlineData("threshold", "1.5")]
    [InlineData("threshold", "NaN")]
    [InlineData("skip_validation", "perhaps")]
    [InlineData("mass_kg", "0")]
    [InlineData("mass_kg", "-1")]
    [InlineData("density_kg_m3", "30001")]
    [InlineData("material", "unobtainium")]
    [InlineData("static_friction", "11")]
    [InlineData("restitution", "1.01")]
    [InlineData("up_axis", "w")]
    [InlineData("unit", "furlong")]
    [InlineData("max_hulls", "0")]
    [InlineData("max_hulls", "257")]
    [InlineData("usd_format", "binary")]
    [InlineData("preprocess", "never")]
    [InlineData("timeout_seconds", "9")]
    [InlineData("callback_url", "http://example.org/hook")]
    [InlineData("labels", "[1]")]
    [InlineData("colour", "red")]
    public async Task A_wrong_parameter_is_refused_by_name(string field, string value)
    {
        var reply = await RefusedAsync(HttpStatusCode.UnprocessableEntity, "", "box.glb", SampleFiles.Box, (field, value));

        Assert.Equal("VALIDATION_ERROR", reply.Body["code"]!.GetValue<string>());
        Assert.Contains(reply.Body["errors"]!.AsArray(), error => error!["field"]!.GetValue<string>() == field);
        Assert.Contains(field, reply.Body["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_repeated_parameter_is_refused() => RefusedAsync(
        HttpStatusCode.UnprocessableEntity, "", "box.glb", SampleFiles.Box, ("mass_kg", "1"), ("mass_kg", "2"));

    [Fact]
    public Task Dynamic_friction_above_static_is_refused() => RefusedAsync(
        HttpStatusCode.UnprocessableEntity, "", "box.glb", SampleFiles.Box, ("static_friction", "0.3"), ("dynamic_friction", "0.4"));

    [Fact]
    public Task Simplifying_without_optimizing_is_refused() => RefusedAsync(
        HttpStatusCode.UnprocessableEntity, "", "box.glb", SampleFiles.Box, ("optimize", "false"), ("target_triangle_count", "1000"));

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("1"), "mass_kg" } };

        var reply = await service.Api.SendAsync(HttpMethod.Post, "conversions", form);

        Assert.Equal("Missing file", reply.Error(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"upload_id\":", HttpStatusCode.BadRequest)]
    [InlineData("{\"upload_id\":\"none-such\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"upload_id\":7}", HttpStatusCode.UnprocessableEntity)]
    public async Task A_wrong_json_body_is_refused(string body, HttpStatusCode expected)
    {
        var reply = await service.Api.SendAsync(
            HttpMethod.Post, "conversions", new StringContent(body, null, "application/json"));

        Assert.NotEmpty(reply.Error(expected));
    }

    [Theory]
    [InlineData("no triangles")]
    [InlineData("NaN positions")]
    [InlineData("index out of range")]
    [InlineData("accessor past the end")]
    [InlineData("unknown required extension")]
    [InlineData("cyclic nodes")]
    public async Task A_fault_deeper_down_fails_the_job_and_returns_the_credit(string fault)
    {
        var api = service.Api;
        long before = await api.CreditsAsync();

        string id = await api.SubmitForIdAsync("broken.glb", Broken(fault));
        var payload = await api.WaitForRefundAsync(id);

        Assert.Equal("failed", payload["status"]!.GetValue<string>());
        Assert.Equal("VALIDATION_ERROR", payload["failure"]!["code"]!.GetValue<string>());
        Assert.False(payload["failure"]!["retryable"]!.GetValue<bool>());
        Assert.NotEmpty(payload["error"]!.GetValue<string>());
        Assert.DoesNotContain("   at ", payload["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, payload["credits_charged"]!.GetValue<int>());
        Assert.Null(payload["output"]!["model"]);
        Assert.Equal(before, await api.CreditsAsync());
        var result = await api.GetAsync($"conversions/{id}/result");
        Assert.Equal(HttpStatusCode.Conflict, result.Status);
        Assert.Equal("failed", result.Body["status"]!.GetValue<string>());
    }

    private static byte[] Broken(string fault)
    {
        var box = CellSolids.Box(1, 1, 1);
        return fault switch
        {
            "no triangles" => GlbFile.Of([("box", box)], json => json["nodes"]![0]!.AsObject().Remove("mesh")),
            "NaN positions" => GlbFile.Of(("box", new SurfaceMesh(
                [.. box.Vertices.Select(_ => new Vector3d(double.NaN, 0, 0))], box.Triangles))),
            "index out of range" => GlbFile.Of(("box", new SurfaceMesh(box.Vertices, [.. box.Triangles[..^1], 99]))),
            "accessor past the end" => GlbFile.Of([("box", box)], json => json["accessors"]![0]!["count"] = 100_000),
            "unknown required extension" => GlbFile.Of([("box", box)], json => json["extensionsRequired"] = new JsonArray("X_none")),
            "cyclic nodes" => GlbFile.Of([("box", box)], json => json["nodes"]![0]!["children"] = new JsonArray(0)),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
        };
    }

    private async Task<ApiReply> RefusedAsync(
        HttpStatusCode status, string message, string fileName, byte[] content, params (string Name, string Value)[] fields)
    {
        var api = service.Api;
        long credits = await api.CreditsAsync();
        long jobs = await api.CountAsync();

        var reply = await api.SubmitAsync(fileName, content, fields);

        Assert.StartsWith(message, reply.Error(status), StringComparison.Ordinal);
        Assert.Equal(credits, await api.CreditsAsync());
        Assert.Equal(jobs, await api.CountAsync());
        return reply;
    }
}
