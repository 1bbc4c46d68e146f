using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>The nodes of the UsdPreviewSurface specification: their inputs, with types and allowed tokens.</summary>
internal static class ShaderDefinitions
{
    private static readonly string[] Wraps = ["black", "clamp", "repeat", "mirror", "useMetadata"];
    private static readonly string[] ColorSpaces = ["raw", "sRGB", "auto"];

    private static readonly Dictionary<string, Dictionary<string, Input>> Nodes = new(StringComparer.Ordinal)
    {
        ["UsdPreviewSurface"] = new(StringComparer.Ordinal)
        {
            ["diffuseColor"] = Of<Vector3>("color3f"),
            ["emissiveColor"] = Of<Vector3>("color3f"),
            ["specularColor"] = Of<Vector3>("color3f"),
            ["useSpecularWorkflow"] = Of<int>("int"),
            ["metallic"] = Of<float>("float"),
            ["roughness"] = Of<float>("float"),
            ["clearcoat"] = Of<float>("float"),
            ["clearcoatRoughness"] = Of<float>("float"),
            ["opacity"] = Of<float>("float"),
            ["opacityThreshold"] = Of<float>("float"),
            ["ior"] = Of<float>("float"),
            ["normal"] = Of<Vector3>("normal3f"),
            ["displacement"] = Of<float>("float"),
            ["occlusion"] = Of<float>("float"),
        },
        ["UsdUVTexture"] = new(StringComparer.Ordinal)
        {
            ["file"] = Of<UsdAssetPath>("asset"),
            ["st"] = Of<Vector2>("float2"),
            ["wrapS"] = Of<UsdToken>("token", Wraps),
            ["wrapT"] = Of<UsdToken>("token", Wraps),
            ["fallback"] = Of<Vector4>("float4"),
            ["scale"] = Of<Vector4>("float4"),
            ["bias"] = Of<Vector4>("float4"),
            ["sourceColorSpace"] = Of<UsdToken>("token", ColorSpaces),
        },
        ["UsdPrimvarReader_float2"] = PrimvarReader<Vector2>("float2"),
        ["UsdPrimvarReader_float3"] = PrimvarReader<Vector3>("float3"),
    };

    /// <summary>What is wrong with a Shader prim, as sentences.</summary>
    public static IEnumerable<string> Faults(UsdPrim shader)
    {
        string id = shader.Value<UsdToken>("info:id").Text ?? "";
        if (!Nodes.TryGetValue(id, out Dictionary<string, Input>? inputs))
        {
            yield return $"'{id}' is no node of the specification.";
            yield break;
        }

        const string prefix = "inputs:";
        foreach (UsdAttribute attribute in shader.Properties.OfType<UsdAttribute>()
            .Where(attribute => attribute.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (!inputs.TryGetValue(attribute.Name[prefix.Length..], out Input? input) || input.TypeName != attribute.TypeName)
            {
                yield return $"'{attribute.TypeName} {attribute.Name}' is not in the specification of {id}.";
            }
            else if (attribute.Connection is null && !input.Form.IsInstanceOfType(attribute.Value))
            {
                yield return $"{attribute.Name} has no value.";
            }
            else if (input.Tokens is { } tokens && attribute.Value is UsdToken token && !tokens.Contains(token.Text, StringComparer.Ordinal))
            {
                yield return $"'{token.Text}' is not allowed for {attribute.Name}.";
            }
        }
    }

    private static Dictionary<string, Input> PrimvarReader<T>(string type) => new(StringComparer.Ordinal)
    {
        ["varname"] = Of<string>("string"),
        ["fallback"] = Of<T>(type),
    };

    private static Input Of<T>(string typeName, string[]? tokens = null) => new(typeName, typeof(T), tokens);

    /// <param name="TypeName">The USD type.</param>
    /// <param name="Form">The value's .NET form.</param>
    /// <param name="Tokens">The allowed tokens, where not every one is.</param>
    private sealed record Input(string TypeName, Type Form, string[]? Tokens);
}
