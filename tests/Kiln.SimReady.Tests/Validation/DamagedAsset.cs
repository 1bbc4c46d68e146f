using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Validation;

/// <summary>The files of a sound asset, to be damaged between the steps that make them and the one that judges.</summary>
internal sealed class DamagedAsset
{
    private const string LayerName = "output/usd/stool/stool.usd";
    private const string MjcfName = "output/mjcf/stool/stool.xml";

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files;

    public DamagedAsset(FinishedConversion sound) =>
        _files = sound.Artifacts.ToDictionary(pair => pair.Key, pair => pair.Value.Content, StringComparer.Ordinal);

    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Replaces every occurrence in the USD text.</summary>
    public DamagedAsset Layer(string from, string to) => Text(LayerName, from, to);

    /// <summary>Replaces the first match in the USD text after a mark.</summary>
    public DamagedAsset Layer(string mark, string pattern, MatchEvaluator replacement)
    {
        string text = Encoding.UTF8.GetString(_files[LayerName].Span);
        int start = text.IndexOf(mark, StringComparison.Ordinal);
        Assert.True(start >= 0, mark);
        string changed = new Regex(pattern).Replace(text, replacement, count: 1, start);
        Assert.NotEqual(text, changed);
        return WithLayer(changed);
    }

    public DamagedAsset WithLayer(string text) => With(LayerName, Encoding.UTF8.GetBytes(text));

    /// <summary>Replaces every occurrence in the MJCF file.</summary>
    public DamagedAsset Mjcf(string from, string to) => Text(MjcfName, from, to);

    /// <summary>Replaces every occurrence in any text file.</summary>
    public DamagedAsset Text(string name, string from, string to)
    {
        string text = Encoding.UTF8.GetString(_files[name].Span);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return With(name, Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
    }

    public DamagedAsset With(string name, byte[] content)
    {
        _files[name] = content;
        return this;
    }

    public DamagedAsset Moved(string name, string newName)
    {
        Assert.True(_files.Remove(name, out ReadOnlyMemory<byte> content));
        _files[newName] = content;
        return this;
    }

    /// <summary>Writes the USD text anew as a crate file.</summary>
    public DamagedAsset AsCrate() =>
        With(LayerName, UsdFile.Write(UsdFile.Read(_files[LayerName]), UsdFormat.Crate).ToArray());

    /// <summary>Whether Kiln's reader takes the layer at all.</summary>
    public bool HasReadableLayer()
    {
        try
        {
            return _files.TryGetValue(LayerName, out ReadOnlyMemory<byte> layer) && UsdFile.Read(layer) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Runs the validate step on the files.</summary>
    public (IReadOnlyDictionary<string, JsonNode> Rules, string? Fault) Judge()
    {
        SourceFile source = new("stool.glb", 1, new string('0', 64));
        StepResult result = ConversionPlan.For("stool.glb", new()).Steps[^1].Run(
            new(RuleDefects.Parameters, source, new(2026, 1, 1), _files));
        return (
            result.ReportFragment["validation"]!["rules"]!.AsArray().ToDictionary(rule => rule!["code"]!.GetValue<string>(), rule => rule!),
            result.Fault);
    }
}
