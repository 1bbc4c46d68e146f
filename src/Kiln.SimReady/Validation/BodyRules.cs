using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Rigid bodies: RB.001 to RB.009.</summary>
internal static class BodyRules
{
    private const double UnitTolerance = 1e-3;

    public static void Check(ValidationSubject subject, RuleLog log)
    {
        IReadOnlyList<(string Path, UsdPrim Prim)> bodies = subject.Bodies;
        log.Require("RB.001", "The asset has a rigid body.", bodies.Count > 0 ? [] : [new("/", "There is no rigid body.")]);
        log.Require("RB.003", "Rigid bodies are Xformable.", bodies
            .Where(body => !PrimTypes.IsXformable(body.Prim))
            .Select(body => new Violation(body.Path, "The body is not Xformable.")));
        CheckInstances(subject, log);
        log.Require("RB.006", "Rigid bodies are not nested.", bodies
            .Where(body => bodies.Any(outer => IsBelow(body.Path, outer.Path)) && !Operations(body.Prim).Contains("!resetXformStack!"))
            .Select(body => new Violation(body.Path, "The body lies inside another.")));
        log.Require("RB.007", "The body, or every collider, has a mass.", bodies
            .Where(body => !HasMass(body.Prim) && !CollidersHaveMass(subject, body.Path))
            .Select(body => new Violation(body.Path, "The mass is not above zero.", body.Prim.Value<float>("physics:mass"), 0)));
        log.Require("RB.008", "Moments of inertia are positive and obey the triangle inequality; axes are a unit quaternion.", bodies
            .Where(body => !HasSoundInertia(body.Prim))
            .Select(body => new Violation(body.Path, "The inertia cannot belong to a body.")));
        log.Require("RB.009", "Bodies have no skew.", subject.Prims
            .Where(entry => bodies.Any(body => body.Path == entry.Path || IsBelow(body.Path, entry.Path)))
            .Where(entry => Operations(entry.Prim).Any(MaySkew))
            .Select(entry => new Violation(entry.Path, "A scale or matrix above the body may skew it.")));
    }

    private static void CheckInstances(ValidationSubject subject, RuleLog log)
    {
        string[] instances = [.. subject.Prims.Where(entry => entry.Prim.IsInstanceable).Select(entry => entry.Path)];
        if (instances.Length == 0)
        {
            log.Skip("RB.005", "The asset has no scene-graph instances.");
            return;
        }

        log.Require("RB.005", "No rigid body lies inside a scene-graph instance.", subject.Bodies
            .Where(body => Array.Exists(instances, instance => IsBelow(body.Path, instance)))
            .Select(body => new Violation(body.Path, "The body lies inside a scene-graph instance.")));
    }

    private static bool HasMass(UsdPrim prim) => prim.Has("PhysicsMassAPI") && prim.Value<float>("physics:mass") is > 0 and < float.PositiveInfinity;

    private static bool CollidersHaveMass(ValidationSubject subject, string body) =>
        subject.Colliders.Where(entry => IsBelow(entry.Path, body)).ToArray() is { Length: > 0 } colliders
        && Array.TrueForAll(colliders, entry => HasMass(entry.Prim));

    private static bool HasSoundInertia(UsdPrim body)
    {
        Vector3 d = body.Value<Vector3>("physics:diagonalInertia");
        Quaternion q = body.Value<Quaternion>("physics:principalAxes");
        double slack = 1e-9 * ((double)d.X + d.Y + d.Z);
        return d is { X: > 0, Y: > 0, Z: > 0 }
            && (double)d.X + d.Y >= d.Z - slack
            && (double)d.Y + d.Z >= d.X - slack
            && (double)d.Z + d.X >= d.Y - slack
            && Math.Abs(q.Length() - 1) <= UnitTolerance;
    }

    private static bool IsBelow(string path, string ancestor) => path.StartsWith(ancestor + "/", StringComparison.Ordinal);

    private static IEnumerable<string> Operations(UsdPrim prim) =>
        (prim.Value<UsdToken[]>("xformOpOrder") ?? []).Select(operation => operation.Text);

    private static bool MaySkew(string operation) =>
        operation.StartsWith("xformOp:scale", StringComparison.Ordinal) || operation.StartsWith("xformOp:transform", StringComparison.Ordinal);
}
