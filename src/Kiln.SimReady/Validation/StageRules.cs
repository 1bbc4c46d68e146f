using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Units and hierarchy: UN and HI.</summary>
internal static class StageRules
{
    private static readonly string[] MeaninglessParents = ["mesh", "node", "group", "grp"];

    public static void Check(ValidationSubject subject, RuleLog log)
    {
        CheckUnits(subject.Layer, log);
        CheckHierarchy(subject, log);
    }

    private static void CheckUnits(UsdLayer layer, RuleLog log)
    {
        log.Require("UN.001", "upAxis is authored.", If(layer.UpAxis is null, "/", "upAxis is not authored."));
        log.Require("UN.006", "upAxis is Z.", If(layer.UpAxis != "Z", "/", $"upAxis is '{layer.UpAxis}'."));
        log.Require("UN.002", "metersPerUnit is authored.", If(layer.MetersPerUnit is null, "/", "metersPerUnit is not authored."));
        log.Require("UN.007", "metersPerUnit is 1.", layer.MetersPerUnit is 1
            ? []
            : [new("/", "metersPerUnit is not 1.", layer.MetersPerUnit, 1)]);
        log.Require("UN.003", "kilogramsPerUnit is authored, since there is physics.",
            If(layer.KilogramsPerUnit is null, "/", "kilogramsPerUnit is not authored."));
        if (layer.TimeCodesPerSecond is { } timeCodes)
        {
            log.Fail("UN.005", new("/", "timeCodesPerSecond is authored though nothing varies over time.", timeCodes));
        }
        else
        {
            log.Skip("UN.005", "There are no time samples.");
        }
    }

    private static void CheckHierarchy(ValidationSubject subject, RuleLog log)
    {
        UsdLayer layer = subject.Layer;
        UsdPrim? root = layer.Roots.Count == 1 ? layer.Roots[0] : null;
        log.Require("HI.001", "There is one root prim.", root is not null
            ? []
            : [new("/", "There must be one root prim.", layer.Roots.Count, 1)]);
        log.Require("HI.003", "The root prim is Xformable, active and not abstract.", layer.Roots
            .Where(prim => !PrimTypes.IsXformable(prim) || !prim.IsActive || prim.Specifier != "def")
            .Select(prim => new Violation($"/{prim.Name}", "The root prim is not Xformable, not active, or not defined.")));
        log.Require("HI.004", "defaultPrim names the root prim.",
            If(layer.DefaultPrim is null || layer.DefaultPrim != root?.Name, "/", $"defaultPrim is '{layer.DefaultPrim}'."));
        log.Advise("HI.006", "Prims that hold geometry are Xformable.", subject.Prims
            .Where(entry => HoldsGeometry(entry.Prim) && !PrimTypes.IsXformable(entry.Prim))
            .Select(entry => new Violation(entry.Path, $"A {entry.Prim.TypeName} holds geometry.")));
        log.Advise("HI.008", "Meshes lie at most five deep below Xforms with meaningful names.", subject.Meshes
            .Where(mesh => !HasMeaningfulParent(subject, mesh.Path))
            .Select(mesh => new Violation(mesh.Path, "Its parent's type, name or depth is not as advised.")));
        log.Advise("HI.009", "Xforms below the root that place other Xforms, or geometry below another Xform, have transform operations.", subject.Prims
            .Where(entry => IsInnerXform(subject, entry.Path) && entry.Prim.Attribute("xformOpOrder") is null)
            .Where(entry => entry.Prim.Children.Exists(child => child.TypeName == "Xform")
                || (HoldsGeometry(entry.Prim) && IsInnerXform(subject, Parent(entry.Path))))
            .Select(entry => new Violation(entry.Path, "It has no transform operations.")));
        log.Advise("HI.010", "There are no stray overs.", subject.Prims
            .Where(entry => entry.Prim.Specifier == "over")
            .Select(entry => new Violation(entry.Path, "This over has nothing beneath it.")));
    }

    private static bool HoldsGeometry(UsdPrim prim) => prim.Children.Exists(PrimTypes.IsGprim);

    private static bool IsInnerXform(ValidationSubject subject, string path) =>
        Parent(path).Length > 0 && subject.ByPath.GetValueOrDefault(path)?.TypeName == "Xform";

    private static string Parent(string path) => path[..path.LastIndexOf('/')];

    private static bool HasMeaningfulParent(ValidationSubject subject, string path) =>
        subject.ByPath.TryGetValue(Parent(path), out UsdPrim? parent)
        && parent.TypeName == "Xform"
        && !MeaninglessParents.Contains(parent.Name, StringComparer.Ordinal)
        && !parent.Name.All(char.IsAsciiDigit)
        && path.Count(c => c == '/') <= 6;

    private static IEnumerable<Violation> If(bool violated, string path, string message) =>
        violated ? [new(path, message)] : [];
}
