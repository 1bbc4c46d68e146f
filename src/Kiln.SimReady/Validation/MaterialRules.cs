using Kiln.Geometry;
using Kiln.Geometry.Images;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Render materials and textures: VM.</summary>
internal static class MaterialRules
{
    private const int MaxTextureSide = 16_384;

    private static readonly string[] ColorInputs = ["inputs:diffuseColor", "inputs:emissiveColor", "inputs:specularColor"];

    public static void Check(ValidationSubject subject, RuleLog log)
    {
        log.Require("VM.BIND.001", "Material bindings resolve inside the asset.", subject.Prims
            .SelectMany(entry => entry.Prim.Properties
                .OfType<UsdRelationship>()
                .Where(relation => relation.Name.StartsWith("material:binding", StringComparison.Ordinal))
                .Select(relation => (entry.Path, entry.Prim, relation.Target)))
            .Where(binding => !IsMaterial(subject, binding.Target) || !binding.Prim.Has("MaterialBindingAPI"))
            .Select(binding => new Violation(binding.Path, $"The binding to <{binding.Target}> does not resolve, or its schema is not applied.")));
        log.Require("VM.MAT.001", "Every visible mesh has a material.", subject.Meshes
            .Where(mesh => mesh.IsVisible)
            .Select(mesh => mesh.Path)
            .Concat(subject.Prims.Where(entry => PrimTypes.IsGprim(entry.Prim) && entry.Prim.TypeName != "Mesh").Select(entry => entry.Path))
            .Where(path => subject.ByPath[path].Relationship("material:binding") is null)
            .Select(path => new Violation(path, "The mesh has no material.")));
        CheckSurfaces(subject, log);
        CheckTextures(subject, log);
    }

    private static void CheckSurfaces(ValidationSubject subject, RuleLog log)
    {
        log.Require("VM.PS.001", "Shaders are those of UsdPreviewSurface, with inputs of the specified names, types and tokens.", subject.Prims
            .Where(entry => entry.Prim.TypeName == "Shader")
            .SelectMany(shader => ShaderDefinitions.Faults(shader.Prim).Select(fault => new Violation(shader.Path, fault))
                .Concat(DanglingInputs(subject, shader.Prim).Select(input => new Violation(shader.Path, $"{input} is connected to nothing.")))));
        log.Require("VM.PS.002", "Render materials' surface outputs are connected to a shader.", subject.Prims
            .Where(entry => entry.Prim.TypeName == "Material" && !entry.Prim.Has("PhysicsMaterialAPI"))
            .Where(entry => entry.Prim.Attribute("outputs:surface")?.Connection is not { } target || !Resolves(subject, target))
            .Select(entry => new Violation(entry.Path, "outputs:surface is not connected.")));
    }

    private static void CheckTextures(ValidationSubject subject, RuleLog log)
    {
        (string Path, UsdPrim Prim)[] textures = [.. Shaders(subject, "UsdUVTexture")];
        if (textures.Length == 0)
        {
            log.Skip("VM.TEX.001", "The asset has no textures.");
            log.Skip("VM.TEX.003", "The asset has no textures.");
            return;
        }

        log.Require("VM.TEX.001", "Textures are readable and at most 16,384 pixels wide and high.", textures
            .Select(texture => (texture.Path, Fault: SizeFault(subject, texture.Prim)))
            .Where(texture => texture.Fault is not null)
            .Select(texture => new Violation(texture.Path, texture.Fault!)));
        log.Require("VM.TEX.003", "Each texture's colour space fits the input that it feeds.", Shaders(subject, "UsdPreviewSurface")
            .SelectMany(shader => shader.Prim.Properties.OfType<UsdAttribute>()
                // Alpha is linear in every colour space.
                .Where(input => input.Connection?.EndsWith(".outputs:a", StringComparison.Ordinal) == false)
                .Select(input => (shader.Path, input.Name, Node: NodeOf(subject, input.Connection!))))
            .Where(feed => feed.Node?.Value<UsdToken>("info:id").Text == "UsdUVTexture")
            .Where(feed => feed.Node!.Value<UsdToken>("inputs:sourceColorSpace").Text != (ColorInputs.Contains(feed.Name) ? "sRGB" : "raw"))
            .Select(feed => new Violation(feed.Path, $"{feed.Name} is fed in the wrong colour space.")));
    }

    private static string? SizeFault(ValidationSubject subject, UsdPrim texture)
    {
        string path = NamingRules.Resolve(subject, texture.Value<UsdAssetPath>("inputs:file").Path ?? "");
        if (!subject.Files.TryGetValue(path, out ReadOnlyMemory<byte> content))
        {
            return $"The file '{path}' is not there.";
        }

        try
        {
            ImageHeader header = ImageHeader.Read(content.Span, path);
            return Math.Max(header.Width, header.Height) > MaxTextureSide
                ? FormattableString.Invariant($"The texture has {header.Width} × {header.Height} pixels.")
                : null;
        }
        catch (InvalidModelException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<(string Path, UsdPrim Prim)> Shaders(ValidationSubject subject, string id) => subject.Prims
        .Where(entry => entry.Prim.TypeName == "Shader" && entry.Prim.Value<UsdToken>("info:id").Text == id);

    private static IEnumerable<string> DanglingInputs(ValidationSubject subject, UsdPrim shader) => shader.Properties
        .OfType<UsdAttribute>()
        .Where(attribute => attribute.Connection is { } target && !Resolves(subject, target))
        .Select(attribute => attribute.Name);

    private static bool IsMaterial(ValidationSubject subject, string path) =>
        subject.ByPath.TryGetValue(path, out UsdPrim? prim) && prim.TypeName == "Material";

    private static bool Resolves(ValidationSubject subject, string attributePath) =>
        NodeOf(subject, attributePath)?.Attribute(attributePath[(attributePath.LastIndexOf('.') + 1)..]) is not null;

    private static UsdPrim? NodeOf(ValidationSubject subject, string attributePath) =>
        attributePath.LastIndexOf('.') is var dot and > 0 ? subject.ByPath.GetValueOrDefault(attributePath[..dot]) : null;
}
