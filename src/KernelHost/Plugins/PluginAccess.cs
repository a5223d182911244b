using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>Who may reach a plugin: the roles that the organisation allows, and system admins.</summary>
public static class PluginAccess
{
    public static bool Allows(Setup setup, string plugin, Role role)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return role == Role.SystemAdmin || setup.FindPlugin(plugin)?.AllowedRoles is not { } roles || roles.Contains(role.Wire());
    }

    /// <summary>The kernel itself, or a copy without the plugins that the role may not use.</summary>
    public static Kernel Within(Kernel kernel, Setup setup, Role role)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        KernelPlugin[] hidden = [.. kernel.Plugins.Where(plugin => !Allows(setup, plugin.Name, role))];
        if (hidden is [])
            return kernel;

        var within = kernel.Clone();
        foreach (var plugin in hidden)
            within.Plugins.Remove(plugin);
        return within;
    }

    /// <exception cref="PluginNotAllowedException">The role may not.</exception>
    public static void Require(Setup setup, string plugin, Role role)
    {
        if (!Allows(setup, plugin, role))
            throw new PluginNotAllowedException(plugin);
    }
}

/// <summary>The caller's role may not use a plugin of its organisation.</summary>
/// <param name="assistant">The one whose model may call it, when the caller asked for that and not for the plugin.</param>
public sealed class PluginNotAllowedException(string plugin, string? assistant = null) : Exception(assistant is null
    ? $"This key's role may not use the plugin '{plugin}'. An organisation admin can allow it: 'allowed_roles' of the config's 'plugins.{plugin}'."
    : $"The assistant '{assistant}' gives its model the plugin '{plugin}', which this key's role may not use. An organisation admin can allow it ('allowed_roles' of the config's 'plugins.{plugin}') or take it out of the assistant.");
