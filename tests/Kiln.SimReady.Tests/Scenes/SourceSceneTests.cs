using System.Text;
using Kiln.Geometry;
using Kiln.Geometry.Formats;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Scenes;

namespace Kiln.SimReady.Tests.Scenes;

public sealed class SourceSceneTests
{
    private const string Triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";

    [Fact]
    public void The_limits_that_are_given_hold()
    {
        Assert.Empty(Read(Triangle, new() { MaxTriangles = 1 }).Warnings);
        Assert.Contains(
            "more than 1 triangles",
            Assert.Throws<InvalidModelException>(() => Read(Triangle + "f 3 2 1\n", new() { MaxTriangles = 1 })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_are_listed_to_some_number_and_then_counted()
    {
        string libraries = string.Concat(Enumerable.Range(0, 70).Select(i => $"mtllib gone{i}.mtl\n"));

        StepOutput output = Read(libraries + Triangle);

        Assert.Equal(51, output.Warnings.Count);
        Assert.Contains("gone49.mtl", output.Warnings[49].Message, StringComparison.Ordinal);
        Assert.StartsWith("20 more", output.Warnings[50].Message, StringComparison.Ordinal);
    }

    private static StepOutput Read(string obj, ModelReaderLimits? limits = null)
    {
        byte[] content = Encoding.ASCII.GetBytes(obj);
        StepContext context = new(
            new ConversionParameters(), new SourceFile("a.obj", content.Length, ""), new DateOnly(2026, 1, 1),
            new Dictionary<string, ReadOnlyMemory<byte>> { [ArtifactNames.Source] = content }, limits);
        StepOutput output = new();
        _ = SourceScene.Read(context, output);
        return output;
    }
}
